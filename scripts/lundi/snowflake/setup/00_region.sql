-- Region: stops the whole set-up where the account does not store its data in the European Union.
--
-- Personal data of customers are stored where the account lives, so this comes before anything is made. The list
-- holds the regions that Snowflake offers inside the Union, by cloud; a new one is added here, by review, once
-- Snowflake documents it. London (AWS_EU_WEST_2, GCP_EUROPE_WEST2, AZURE_UKSOUTH) and Zurich (AWS_EU_CENTRAL_2,
-- AZURE_SWITZERLANDNORTH) are left out on purpose: both countries are outside the Union, and the adequacy decisions
-- that allow a transfer today are limited in time or can be withdrawn. Whoever wants them signs that choice here.
--
-- current_region() gives group.region in an organisation of several region groups: the last part counts. Outside the
-- list the conversion fails, so the statement stops a worksheet too, and Snowflake's message names the region.
select
    split_part(current_region(), '.', -1) as region,
    to_boolean(
        iff(
            split_part(current_region(), '.', -1) in (
                'AWS_EU_CENTRAL_1',    -- Frankfurt
                'AWS_EU_NORTH_1',      -- Stockholm
                'AWS_EU_WEST_1',       -- Ireland
                'AWS_EU_WEST_3',       -- Paris
                'AZURE_NORTHEUROPE',   -- Ireland
                'AZURE_SWEDENCENTRAL', -- Sweden
                'AZURE_WESTEUROPE',    -- Netherlands
                'GCP_EUROPE_WEST3',    -- Frankfurt
                'GCP_EUROPE_WEST4'     -- Netherlands
            ),
            'true',
            'outside the European Union: ' || current_region()
        )
    ) as is_in_the_european_union;

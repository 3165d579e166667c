-- One row per supplier partner, version, week, aisle, family and store, and one for all families of the aisle.
{%- set levels = {"aisle": "'(all)' as family_code", "family": "family_code"} %}
with

lines as (

    select * from {{ ref("fct_sales_lines") }}

),

granted_products as (

    select * from {{ ref("int_share__granted_products") }}

),

stores as (

    select * from {{ ref("dim_stores") }}

),

zones as (

    select * from {{ ref("dim_share_regions") }}

),

weeks as (

    select * from {{ ref("int_share__told_weeks") }}

),

own_lines as (

    select
        granted_products.partner_code,
        granted_products.product_version,
        lines.iso_week,
        granted_products.aisle_code,
        granted_products.family_code,
        lines.store_id,
        zones.zone_code,
        lines.transaction_id,
        lines.sales_eur_incl_tax,
        lines.item_count
    from lines
    inner join weeks on lines.iso_week = weeks.iso_week
    inner join granted_products on lines.product_id = granted_products.product_id
    inner join stores on lines.store_id = stores.store_id
    inner join zones on stores.region_code = zones.region_code

),

-- A ticket with two families of an aisle is one ticket of the aisle.
final as (

    {% for level, family_code in levels.items() -%}
        select
            partner_code,
            product_version,
            iso_week,
            aisle_code,
            {{ family_code }},
            store_id,
            zone_code,
            cast(sum(sales_eur_incl_tax) as numeric(18, 2)) as sales_eur_incl_tax,
            cast(sum(item_count) as bigint) as item_count,
            cast(count(distinct transaction_id) as bigint) as ticket_count
        from own_lines
        group by
            partner_code,
            product_version,
            iso_week,
            aisle_code,
            {% if level == "family" -%}
                family_code,
            {% endif -%}
            store_id,
            zone_code
        {% if not loop.last %}union all
        {% endif %}
    {%- endfor %}

)

select * from final

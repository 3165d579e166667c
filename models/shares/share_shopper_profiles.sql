-- One row per partner, zone and decade of birth, and one for the total of the zone.
with

cells as (

    select * from {{ ref("int_share__profile_cells") }}
    where product_version = 1

),

releases as (

    select * from {{ ref("int_share__released_cells") }}
    where product_code = 'shopper_profiles' and product_version = 1

),

final as (

    select
        cells.partner_code,
        cells.iso_week,
        cells.zone_code,
        cells.birth_decade,
        cells.cell_key,
        releases.release_code,
        -- Tens: who came or went from one Monday to the next is not told.
        cast(case when releases.release_code = 'published' then round(cells.amount / 10) * 10 end as bigint)
            as customer_count
    from cells
    inner join releases on cells.partner_code = releases.partner_code and cells.cell_key = releases.cell_key

)

select * from final

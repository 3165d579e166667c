-- One row per partner, product version and cell that was ever published, with what was told of it.
with

released as (

    select * from {{ ref("stg_state__released_cells") }}

),

final as (

    select
        partner_code,
        product_code,
        product_version,
        cell_key,
        max(case when release_code = 'published' then 0 else 1 end) = 1 as was_hidden,
        max(case when release_code = 'published' then 1 else 0 end) = 1 as was_published
    from released
    group by
        partner_code,
        product_code,
        product_version,
        cell_key

)

select * from final

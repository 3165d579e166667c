-- One row per product and period in which its unit cost held; the last period has no end.
with

costs as (

    select * from {{ ref("stg_reference__product_costs") }}

),

final as (

    select
        product_id,
        unit_cost_eur_excl_tax,
        valid_from_date,
        lead(valid_from_date) over (partition by product_id order by valid_from_date) as valid_until_date
    from costs

)

select * from final

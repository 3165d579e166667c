-- One row per promotion, with its last known state.
with

promotions as (

    select * from {{ ref("stg_reference__promotions") }}

),

last_states as (

    select *
    from promotions
    qualify row_number() over (partition by promotion_id order by valid_from_date desc nulls last) = 1

),

final as (

    select
        promotion_id,
        promotion_name,
        promotion_mechanism,
        funded_by,
        promotion_from_date,
        promotion_to_date
    from last_states

)

select * from final

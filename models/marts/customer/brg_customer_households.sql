-- One row per golden customer, with the household that the customer belongs to.
with

households as (

    select * from {{ ref("int_customer__households") }}

),

final as (

    select
        customer_id,
        household_id
    from households

)

select * from final

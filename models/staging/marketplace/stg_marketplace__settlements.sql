-- One row per settlement of a partner, from the delivery that holds for it.
with

source as (

    select * from {{ source("marketplace", "settlements") }}

),

holding as (

    select *
    from source
    where delivered_at <= {{ as_of() }}
    qualify delivery_id = {{ holding_delivery(["settlement_id"]) }}

),

final as (

    select
        settlement_id,
        partner_code,
        delivery_id,

        gross_eur_incl_tax,
        commission_eur_excl_tax,
        paid_eur,

        period_from as period_from_date,
        period_to as period_to_date,
        paid_on as paid_date
    from holding

)

select * from final

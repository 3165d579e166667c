-- One row per settlement of a partner, in the words of the settlement's own figures.
with

settlements as (

    select * from {{ ref("stg_marketplace__settlements") }}

),

final as (

    select
        settlement_id,
        partner_code,
        period_from_date,
        period_to_date,
        gross_eur_incl_tax as settled_gross_eur_incl_tax,
        commission_eur_excl_tax as settled_commission_eur_excl_tax,
        paid_eur,
        paid_date
    from settlements

)

select * from final

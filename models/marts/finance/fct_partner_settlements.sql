-- One row per settlement of a partner, beside what we booked for the days that it covers.
with

settlements as (

    select * from {{ ref("int_sales__partner_settlements") }}

),

partner_days as (

    select
        partner_code,
        business_date,
        sum(sales_eur_incl_tax) as sales_eur_incl_tax,
        {{ sum_if_complete("commission_eur_excl_tax") }} as commission_eur_excl_tax
    from {{ ref("fct_sales_lines") }}
    where partner_code is not null
    group by
        partner_code,
        business_date

),

booked as (

    select
        settlements.settlement_id,
        coalesce(sum(partner_days.sales_eur_incl_tax), 0) as booked_gross_eur_incl_tax,
        case
            when count(partner_days.business_date) = count(partner_days.commission_eur_excl_tax)
                then coalesce(sum(partner_days.commission_eur_excl_tax), 0)
        end as booked_commission_eur_excl_tax
    from settlements
    left join partner_days
        on
            settlements.partner_code = partner_days.partner_code
            and partner_days.business_date between settlements.period_from_date and settlements.period_to_date
    group by settlements.settlement_id

),

final as (

    select
        settlements.settlement_id,
        settlements.partner_code,
        settlements.period_from_date,
        settlements.period_to_date,
        settlements.settled_gross_eur_incl_tax,
        cast(booked.booked_gross_eur_incl_tax as numeric(18, 2)) as booked_gross_eur_incl_tax,
        cast(settlements.settled_gross_eur_incl_tax - booked.booked_gross_eur_incl_tax as numeric(18, 2))
            as gross_difference_eur_incl_tax,
        settlements.settled_commission_eur_excl_tax,
        cast(booked.booked_commission_eur_excl_tax as numeric(18, 2)) as booked_commission_eur_excl_tax,
        cast(settlements.settled_commission_eur_excl_tax - booked.booked_commission_eur_excl_tax as numeric(18, 2))
            as commission_difference_eur_excl_tax,
        settlements.paid_eur,
        settlements.paid_date
    from settlements
    inner join booked on settlements.settlement_id = booked.settlement_id

)

select * from final

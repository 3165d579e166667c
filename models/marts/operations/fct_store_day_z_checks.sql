-- One row per store and trading day with sale tickets or a Z report: do they agree, till by till?
with

till_days as (

    select * from {{ ref("fct_till_day_checks") }}

),

by_day as (

    select
        store_id,
        business_date,
        iso_week,
        sum(ticket_count) as ticket_count,
        sum(ticket_total_eur_incl_tax) as ticket_total_eur_incl_tax,
        sum(order_ticket_total_eur_incl_tax) as order_ticket_total_eur_incl_tax,
        sum(z_ticket_count) as z_ticket_count,
        sum(z_total_eur_incl_tax) as z_total_eur_incl_tax,
        max(z_report_count) as most_z_report_count,
        max(case when is_z_expected then 1 else 0 end) as has_expected_z,
        {% for status in ["z_missing", "z_repeated", "tickets_missing", "z_differs", "till_unknown"] -%}
            sum(case when till_check_status = '{{ status }}' then 1 else 0 end) as {{ status }}_till_count,
        {% endfor -%}
        sum(
            case
                when till_check_status in ('agrees', 'z_not_expected') then 0
                else abs(coalesce(z_difference_eur_incl_tax, ticket_total_eur_incl_tax))
            end
        ) as till_difference_eur_incl_tax
    from till_days
    group by
        store_id,
        business_date,
        iso_week

),

-- Tills are compared one by one; where a ticket names none, the store's day as a whole.
with_status as (

    select
        *,
        ticket_total_eur_incl_tax - z_total_eur_incl_tax as z_difference_eur_incl_tax,
        case
            when till_unknown_till_count > 0
                then {{ z_check_status("has_expected_z = 1", "most_z_report_count > 1") | indent(16) }}
            when z_missing_till_count > 0 then 'z_missing'
            when z_repeated_till_count > 0 then 'z_repeated'
            when tickets_missing_till_count > 0 then 'tickets_missing'
            when z_differs_till_count > 0 then 'z_differs'
            when z_total_eur_incl_tax is null then 'z_not_expected'
            else 'agrees'
        end as z_status
    from by_day

),

final as (

    select
        store_id,
        business_date,
        iso_week,
        cast(ticket_count as bigint) as ticket_count,
        cast(ticket_total_eur_incl_tax as numeric(18, 2)) as ticket_total_eur_incl_tax,
        cast(order_ticket_total_eur_incl_tax as numeric(18, 2)) as order_ticket_total_eur_incl_tax,
        cast(z_ticket_count as bigint) as z_ticket_count,
        cast(z_total_eur_incl_tax as numeric(18, 2)) as z_total_eur_incl_tax,
        cast(ticket_count - z_ticket_count as bigint) as z_difference_ticket_count,
        cast(z_difference_eur_incl_tax as numeric(18, 2)) as z_difference_eur_incl_tax,
        cast(
            z_missing_till_count + z_repeated_till_count + tickets_missing_till_count + z_differs_till_count as bigint
        ) as unreconciled_till_count,
        cast(
            case
                when z_status in ('agrees', 'z_not_expected') then 0
                when till_unknown_till_count > 0
                    then abs(coalesce(z_difference_eur_incl_tax, ticket_total_eur_incl_tax))
                else till_difference_eur_incl_tax
            end as numeric(18, 2)
        ) as unreconciled_eur_incl_tax,
        z_status
    from with_status

)

select * from final

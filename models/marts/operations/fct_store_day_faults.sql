-- One row per store, channel, day and fault for which the day is incomplete, or was until somebody accepted it.
with

findings as (

    select * from {{ ref("fct_store_day_findings") }}

),

acceptances as (

    select * from {{ ref("int_sales__store_day_acceptances") }}

),

faults as (

    select * from {{ ref("dim_store_day_faults") }}

),

final as (

    select
        findings.store_id,
        findings.channel_code,
        findings.business_date,
        {{ iso_week_label("findings.business_date") }} as iso_week,
        findings.fault_code,
        faults.sort_order as fault_priority,
        findings.item_count,
        findings.affected_eur_incl_tax,
        findings.is_open and not (faults.is_accepted_by_name and acceptances.accepted_at is not null) as is_open
    from findings
    inner join faults on findings.fault_code = faults.fault_code
    left join acceptances
        on
            findings.store_id = acceptances.store_id
            and findings.channel_code = acceptances.channel_code
            and findings.business_date = acceptances.business_date

)

select * from final

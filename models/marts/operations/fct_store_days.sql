-- One row per store, channel and day of the history: whether it was expected, arrived, and is whole.
with

store_days as (

    select * from {{ ref("int_sales__store_days") }}

),

history as (

    select min(business_date) as first_business_date
    from {{ ref("fct_store_sales_daily") }}

),

-- Faults of one day overlap (a ticket that is set aside, a Z that then differs): the largest says what is concerned.
open_faults as (

    select
        store_id,
        channel_code,
        business_date,
        count(*) as open_fault_count,
        min(fault_priority) as first_fault_priority,
        max(affected_eur_incl_tax) as affected_eur_incl_tax
    from {{ ref("fct_store_day_faults") }}
    where is_open
    group by
        store_id,
        channel_code,
        business_date

),

fault_codes as (

    select * from {{ ref("dim_store_day_faults") }}

),

with_status as (

    select
        store_days.*,
        open_faults.open_fault_count,
        open_faults.affected_eur_incl_tax,
        fault_codes.fault_code,
        case
            when store_days.is_expected and not store_days.has_arrived then 'missing'
            when store_days.is_expected and open_faults.open_fault_count > 0 then 'incomplete'
            when store_days.is_expected then 'complete'
            when store_days.has_traded then 'unexpected'
            else 'closed'
        end as store_day_status
    from store_days
    inner join history on store_days.business_date >= history.first_business_date
    left join open_faults
        on
            store_days.store_id = open_faults.store_id
            and store_days.channel_code = open_faults.channel_code
            and store_days.business_date = open_faults.business_date
    left join fault_codes on open_faults.first_fault_priority = fault_codes.sort_order

),

final as (

    select
        store_id,
        channel_code,
        business_date,
        iso_week,
        is_expected,
        closure_reason,
        has_arrived,
        store_day_status,
        case when store_day_status = 'incomplete' then fault_code end as incomplete_reason_code,
        cast(coalesce(open_fault_count, 0) as bigint) as open_fault_count,
        cast(case when store_day_status = 'incomplete' then affected_eur_incl_tax end as numeric(18, 2))
            as affected_eur_incl_tax
    from with_status

)

select * from final

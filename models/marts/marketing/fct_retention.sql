-- One row per golden customer of whom nothing was heard for so long that the person is to be told, or erased.
with

last_contacts as (

    select * from {{ ref("fct_customer_last_contacts") }}

),

dated as (

    select
        customer_id,
        last_contact_date,
        last_contact_type,
        cast({{ dbt.dateadd("month", var("retention_notice_month_count"), "last_contact_date") }} as date)
            as notice_date,
        cast({{ dbt.dateadd("month", var("retention_month_count"), "last_contact_date") }} as date) as kept_until_date
    from last_contacts

),

final as (

    select
        customer_id,
        last_contact_date,
        last_contact_type,
        notice_date,
        kept_until_date,
        case
            when kept_until_date < {{ as_of_date() }} then 'erase'
            else 'notice'
        end as retention_step_code
    from dated
    where notice_date < {{ as_of_date() }}

)

select * from final

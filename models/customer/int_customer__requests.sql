-- One row per request of a person about their own data: until when it is to be answered, whom it names, what it lacks.
with

requests as (

    select * from {{ ref("stg_privacy__requests") }}

),

customer_records as (

    select * from {{ ref("int_customer__customer_records") }}

),

dated as (

    select
        *,
        cast({{ dbt.dateadd("month", 1, "received_date") }} as date) as due_date,
        cast({{ dbt.dateadd("day", var("request_alert_day_count"), "received_date") }} as date) as alert_after_date,
        -- An account is named by two values, and is one person's alone; all else is shared, lent or passed on.
        case when email is null then 0 else 1 end
        + case when phone is null then 0 else 1 end
        + case when loyalty_card_number is null then 0 else 1 end
        + case when first_name is null and last_name is null then 0 else 1 end
        + case when birth_date is null then 0 else 1 end as criterion_count
    from requests

),

named as (

    select
        dated.*,
        customer_records.customer_id
    from dated
    left join customer_records
        on dated.record_id = customer_records.record_id

),

final as (

    select
        request_id,
        record_id,
        customer_id,
        source_system,
        source_customer_id,
        request_type,
        purpose_code,
        contact_channel_code,
        rectified_attribute,
        new_value,
        email,
        phone,
        loyalty_card_number,
        first_name,
        last_name,
        birth_date,
        cast(criterion_count as bigint) as criterion_count,
        case
            when identity_checked_at is null then 'identity_not_checked'
            when record_id is not null and customer_id is null then 'unknown_record'
            when record_id is null and criterion_count = 0 then 'no_criterion'
            when record_id is null and criterion_count = 1 then 'one_criterion_alone'
        end as missing_code,
        received_at,
        received_date,
        due_date,
        alert_after_date,
        identity_checked_at
    from named

)

select * from final

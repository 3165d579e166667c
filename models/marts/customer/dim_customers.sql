-- One row per golden customer, without anything that names the person.
with

customer_records as (

    select * from {{ ref("int_customer__customer_records") }}

),

identities as (

    select * from {{ ref("int_customer__identities") }}

),

profiles as (

    select * from {{ ref("int_customer__profiles") }}

),

home_stores as (

    select * from {{ ref("int_customer__home_stores") }}

),

households as (

    select * from {{ ref("int_customer__households") }}

),

summed as (

    select
        customer_records.customer_id,
        cast(count(*) as bigint) as record_count,
        cast(count(distinct customer_records.source_system) as bigint) as source_system_count,
        {% for source_system in customer_source_systems() -%}
            max(case when customer_records.source_system = '{{ source_system }}' then 1 else 0 end) = 1
                as has_{{ source_system }},
        {% endfor -%}
        max(case when identities.ended_at <= {{ as_of() }} then 0 else 1 end) = 1 as is_open,
        min(coalesce(identities.created_at, identities.updated_at)) as first_seen_at,
        max(coalesce(identities.updated_at, identities.created_at)) as last_seen_at
    from customer_records
    inner join identities
        on customer_records.record_number = identities.record_number
    group by customer_records.customer_id

),

final as (

    select
        summed.customer_id,
        households.household_id,
        home_stores.home_store_id,
        summed.record_count,
        summed.source_system_count,
        summed.has_loyalty,
        summed.has_ecommerce,
        summed.has_drive,
        summed.has_app,
        summed.record_count > 1 as is_merged,
        summed.is_open,
        profiles.birth_decade,
        profiles.geographic_department_code,
        cast({{ utc_to_local("summed.first_seen_at", "'Europe/Paris'") }} as date) as first_seen_date,
        cast({{ utc_to_local("summed.last_seen_at", "'Europe/Paris'") }} as date) as last_seen_date
    from summed
    inner join households
        on summed.customer_id = households.customer_id
    left join home_stores
        on summed.customer_id = home_stores.customer_id
    left join profiles
        on summed.customer_id = profiles.customer_id

)

select * from final

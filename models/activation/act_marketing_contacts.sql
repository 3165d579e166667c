-- One row per golden customer and channel that the marketing platform may write to, with the address to use.
with

contactable_customers as (

    select * from {{ ref("fct_contactable_customers") }}

),

freshest_points as (

    select *
    from {{ ref("int_customer__usable_contact_points") }}
    where purpose_code = 'marketing'
    qualify
        row_number() over (
            partition by customer_id, contact_channel_code
            order by noted_at desc nulls last, contact_point asc nulls last
        ) = 1

),

source_records as (

    select * from {{ ref("int_customer__source_records") }}

),

addressed as (

    select
        contactable_customers.*,
        freshest_points.contact_point as normal_contact_point,
        case freshest_points.contact_channel_code
            when 'post'
                then
                    trim(source_records.address) || ', ' || trim(source_records.postal_code)
                    || coalesce(' ' || trim(source_records.city), '')
            when 'push' then source_records.source_customer_id
            else freshest_points.contact_point
        end as contact_point
    from contactable_customers
    inner join freshest_points
        on
            contactable_customers.customer_id = freshest_points.customer_id
            and contactable_customers.contact_channel_code = freshest_points.contact_channel_code
    inner join source_records
        on freshest_points.record_id = source_records.record_id

),

final as (

    select
        customer_id,
        contact_channel_code,
        contact_point,
        row_number() over (
            partition by contact_channel_code, normal_contact_point
            order by decided_at desc nulls last, customer_id asc nulls last
        ) = 1 as is_first_of_contact_point,
        is_for_wishes,
        consent_event_id,
        decided_at,
        expires_at
    from addressed

)

select * from final

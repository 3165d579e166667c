-- One row per golden customer to be wished a happy birthday in the seven days from the run's day on, on one channel.
with

birthdays as (

    select * from {{ ref("int_customer__birthdays") }}

),

shared_wishes as (

    select * from {{ ref("int_customer__shared_wishes") }}

),

contactable_customers as (

    select *
    from {{ ref("fct_contactable_customers") }}
    where
        is_for_wishes
        and channel_rank = 1

),

final as (

    select
        birthdays.customer_id,
        birthdays.birthday_date,
        {{ iso_week_label("birthdays.birthday_date") }} as iso_week,
        contactable_customers.contact_channel_code,
        contactable_customers.consent_event_id
    from birthdays
    inner join contactable_customers
        on birthdays.customer_id = contactable_customers.customer_id
    left join shared_wishes
        on birthdays.customer_id = shared_wishes.customer_id
    where shared_wishes.customer_id is null

)

select * from final

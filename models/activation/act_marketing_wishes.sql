-- One row per golden customer whom the marketing platform is to wish a happy birthday in the seven days of the run.
with

birthday_wishes as (

    select * from {{ ref("fct_birthday_wishes") }}

),

contacts as (

    select * from {{ ref("act_marketing_contacts") }}

),

final as (

    select
        birthday_wishes.customer_id,
        birthday_wishes.contact_channel_code,
        birthday_wishes.birthday_date
    from birthday_wishes
    inner join contacts
        on
            birthday_wishes.customer_id = contacts.customer_id
            and birthday_wishes.contact_channel_code = contacts.contact_channel_code

)

select * from final

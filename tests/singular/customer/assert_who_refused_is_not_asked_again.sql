-- One row per customer, purpose and channel on the list to ask although the customer refused, or consents for long.
with

to_ask as (

    select * from {{ ref("fct_consents_to_ask") }}

),

consents as (

    select * from {{ ref("fct_consents") }}

),

final as (

    select to_ask.*
    from to_ask
    inner join consents
        on
            to_ask.customer_id = consents.customer_id
            and to_ask.purpose_code = consents.purpose_code
            and to_ask.contact_channel_code = consents.contact_channel_code
    where
        consents.consent_state = 'refused'
        or (consents.consent_state = 'granted' and to_ask.ask_reason_code <> 'expires_soon')

)

select * from final

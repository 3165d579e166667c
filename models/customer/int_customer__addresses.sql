-- One row per address as applications write it, in the form in which addresses are compared.
with

given as (

    select distinct address as given_address
    from {{ ref("int_customer__unread_records") }}
    where address is not null

),

street_types as (

    select * from {{ ref("customer_street_types") }}

),

worded as (

    {{ addresses_in_words("given", "given_address") }}

),

typed as (

    {{ with_street_type("worded", "given_address", "street_types") }}

),

final as (

    {{ street_parts("typed") }}

)

select * from final

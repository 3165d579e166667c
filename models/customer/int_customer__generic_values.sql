-- One row per e-mail, phone or card that so many families give that it belongs to nobody: what clerks and robots type.
with

identities as (

    select * from {{ ref("int_customer__identities") }}

),

given_values as (

    select
        'email' as attribute,
        email as value,
        last_name_key
    from identities
    union all
    select
        'phone' as attribute,
        phone as value,
        last_name_key
    from identities
    union all
    select
        'loyalty_card_number' as attribute,
        loyalty_card_number as value,
        last_name_key
    from identities

),

carriers as (

    select
        attribute,
        value,
        count(*) as record_count,
        count(distinct last_name_key) as last_name_count
    from given_values
    where value is not null
    group by attribute, value

),

final as (

    select
        attribute,
        value,
        record_count,
        last_name_count
    from carriers
    where last_name_count >= {{ var("generic_value_last_name_count") }}

)

select * from final

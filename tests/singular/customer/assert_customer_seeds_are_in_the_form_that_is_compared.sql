-- Each value of the customer seeds that is not in the form in which values are compared: nothing would ever equal it.
with

listed as (

    select
        'first_name' as attribute,
        first_name as listed_value
    from {{ ref("customer_first_names") }}
    union all
    select
        'first_name' as attribute,
        first_name as listed_value
    from {{ ref("customer_first_name_diminutives") }}
    union all
    select
        'first_name' as attribute,
        diminutive as listed_value
    from {{ ref("customer_first_name_diminutives") }}
    union all
    select
        'last_name' as attribute,
        particle as listed_value
    from {{ ref("customer_name_particles") }}
    union all
    select
        attribute,
        value as listed_value
    from {{ ref("customer_placeholder_values") }}

),

folded as (

    select
        *,
        {{ folded_text("listed_value") }} as folded_value
    from listed

),

normal as (

    select
        attribute,
        listed_value,
        case
            when attribute in ('first_name', 'last_name') then {{ letter_words("folded_value") }}
            when attribute = 'email_local_part' then {{ kept_characters("folded_value", "abcdefghijklmnopqrstuvwxyz") }}
            when attribute = 'email_domain' then {{ trimmed_email("listed_value") }}
            when attribute = 'phone' then '+' || {{ kept_characters("listed_value", "0123456789") }}
            when attribute = 'postal_code' then {{ capitals_and_digits("listed_value") }}
            when attribute = 'birth_date' then cast(try_cast(listed_value as date) as varchar)
        end as normal_value
    from folded

),

final as (

    select * from normal
    where
        listed_value <> normal_value
        or normal_value is null

)

select * from final

-- One row per golden customer who may be the same person as one who comes first: of the two, the other is wished.
with

identities as (

    select * from {{ ref("int_customer__identities") }}

),

customer_records as (

    select * from {{ ref("int_customer__customer_records") }}

),

generic_values as (

    select * from {{ ref("int_customer__generic_values") }}

),

people as (

    select
        identities.*,
        customer_records.customer_id,
        customer_records.record_count
    from identities
    inner join customer_records
        on identities.record_number = customer_records.record_number

),

-- What two customers may have in common, beside a first name.
common_values as (

    {% for kind, value in [
        ("email", "email"),
        ("phone", "phone"),
        ("phone", "landline"),
        ("loyalty_card_number", "loyalty_card_number"),
        ("name_and_birth_date", "last_name_key || ' ' || cast(birth_date as varchar)"),
        ("sound_and_birth_date", "last_name_sound || ' ' || cast(birth_date as varchar)"),
        ("place_and_birth_date", "postal_code || ' ' || cast(birth_date as varchar)"),
        ("home", "last_name_key || ' ' || street_key || ' ' || postal_code"),
    ] -%}
        select distinct
            '{{ kind }}' as kind,
            {{ value }} as common_value,
            customer_id,
            record_count,
            first_name,
            first_name_forms,
            first_name_sound,
            is_known_first_name,
            last_name_key,
            birth_date
        from people
        where {{ value }} is not null
        {% if not loop.last %}union all
        {% endif %}
    {%- endfor %}

),

proper_values as (

    select distinct common_values.*
    from common_values
    left join generic_values
        on
            common_values.kind = generic_values.attribute
            and common_values.common_value = generic_values.value
    where generic_values.value is null

),

-- Whoever has more records comes first: the other one's are more likely those that were not recognised.
final as (

    select distinct later_values.customer_id
    from proper_values as first_values
    inner join proper_values as later_values
        on
            first_values.kind = later_values.kind
            and first_values.common_value = later_values.common_value
            and first_values.customer_id <> later_values.customer_id
    where
        (
            first_values.record_count > later_values.record_count
            or (
                first_values.record_count = later_values.record_count
                and first_values.customer_id < later_values.customer_id
            )
        )
        and (
            first_values.first_name is null
            or later_values.first_name is null
            or first_values.first_name_sound = later_values.first_name_sound
            or {{ lists_overlap("first_values.first_name_forms", "later_values.first_name_forms") }}
            or {{ edit_distance("first_values.first_name", "later_values.first_name") }} <= 2
            -- First and family name in each other's field.
            or first_values.first_name = later_values.last_name_key
            or first_values.last_name_key = later_values.first_name
            -- Twins and couples have two names; one that nobody knows may be the other, misspelt.
            or (
                not (first_values.is_known_first_name and later_values.is_known_first_name)
                and (
                    first_values.birth_date = later_values.birth_date
                    or first_values.kind in ('email', 'phone', 'loyalty_card_number')
                )
            )
        )

)

select * from final

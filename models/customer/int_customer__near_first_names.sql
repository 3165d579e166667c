-- One row per first name that is not known and a known one that it can be read as: one slip of the keyboard away.
{%- set longest = 20 %}
with

unknown_names as (

    select first_name
    from {{ ref("int_customer__identities") }}
    where length(first_name) between 3 and {{ longest }}
    group by first_name
    having max(case when is_known_first_name then 1 else 0 end) = 0

),

listed_names as (

    select first_name
    from {{ ref("customer_first_names") }}
    where length(first_name) between 3 and {{ longest }}

),

places as (

    {% for number in range(1, longest + 1) -%}
        select {{ number }} as number
        {% if not loop.last %}union all{% endif %}
    {% endfor -%}

),

unknown_variants as (

    select
        first_name,
        first_name as variant,
        0 as place,
        '' as lost_letter
    from unknown_names
    union all
    select
        unknown_names.first_name,
        left(unknown_names.first_name, places.number - 1)
        || substr(unknown_names.first_name, places.number + 1) as variant,
        places.number as place,
        substr(unknown_names.first_name, places.number, 1) as lost_letter
    from unknown_names
    inner join places
        on length(unknown_names.first_name) >= places.number

),

listed_variants as (

    select
        first_name,
        first_name as variant,
        0 as place,
        '' as lost_letter
    from listed_names
    union all
    select
        listed_names.first_name,
        left(listed_names.first_name, places.number - 1)
        || substr(listed_names.first_name, places.number + 1) as variant,
        places.number as place,
        substr(listed_names.first_name, places.number, 1) as lost_letter
    from listed_names
    inner join places
        on length(listed_names.first_name) >= places.number

),

-- Names that become one when each loses one letter at most: one letter too many, too few, another one, or two swapped.
final as (

    select distinct
        unknown_variants.first_name,
        listed_variants.first_name as reading
    from unknown_variants
    inner join listed_variants
        on unknown_variants.variant = listed_variants.variant
    where
        {{ edit_distance("unknown_variants.first_name", "listed_variants.first_name") }} <= 1
        or (
            unknown_variants.lost_letter = listed_variants.lost_letter
            and abs(unknown_variants.place - listed_variants.place) = 1
        )

)

select * from final

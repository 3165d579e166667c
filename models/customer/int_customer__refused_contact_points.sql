-- One row per purpose, channel and address, number or device that somebody who is reached by it does not want used so.
with

choices as (

    select *
    from {{ ref("int_customer__consent_choices") }}
    qualify
        row_number() over (
            partition by customer_id, purpose_code, contact_channel_code
            order by effective_at desc nulls last
        ) = 1

),

identities as (

    select * from {{ ref("int_customer__identities") }}

),

objected_contact_points as (

    select * from {{ ref("int_customer__objected_contact_points") }}

),

-- The refusal is about the address that the record gave which refused, whoever else has it.
points as (

    {% for channel, value in contact_points() -%}
        select
            record_number,
            '{{ channel }}' as contact_channel_code,
            {{ value }} as contact_point
        from identities
        {% if not loop.last %}union all
        {% endif %}
    {%- endfor %}

),

refused as (

    select
        choices.purpose_code,
        choices.contact_channel_code,
        points.contact_point
    from choices
    inner join points
        on
            choices.record_number = points.record_number
            and choices.contact_channel_code = points.contact_channel_code
    where
        choices.consent_state = 'refused'
        and points.contact_point is not null

),

final as (

    select * from refused
    union distinct
    select
        purpose_code,
        contact_channel_code,
        contact_point
    from objected_contact_points

)

select * from final

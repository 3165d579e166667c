-- One row per golden customer, channel and address, number or device by which a record of the customer can be reached.
with

identities as (

    select *
    from {{ ref("int_customer__identities") }}
    where ended_at is null or ended_at > {{ as_of() }}

),

customer_records as (

    select * from {{ ref("int_customer__customer_records") }}

),

points as (

    {% for channel, value in contact_points() -%}
        select
            record_number,
            '{{ channel }}' as contact_channel_code,
            {{ value }} as contact_point,
            coalesce(updated_at, created_at) as noted_at
        from identities
        {% if not loop.last %}union all
        {% endif %}
    {%- endfor %}

),

-- The record that was noted last stands for all that give the same.
final as (

    select
        customer_records.customer_id,
        points.contact_channel_code,
        points.contact_point,
        customer_records.record_id,
        points.noted_at
    from points
    inner join customer_records
        on points.record_number = customer_records.record_number
    where points.contact_point is not null
    qualify
        row_number() over (
            partition by customer_records.customer_id, points.contact_channel_code, points.contact_point
            order by points.noted_at desc nulls last, customer_records.record_id asc nulls last
        ) = 1

)

select * from final

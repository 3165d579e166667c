-- One row per account and attribute whose value is what the person had set right, until the application says another.
with

asked_rectifications as (

    select * from {{ ref("int_customer__asked_rectifications") }}

),

states as (

    select * from {{ ref("stg_loyalty__member_states") }}
    union all
    select * from {{ ref("stg_ecommerce__account_states") }}
    union all
    select * from {{ ref("stg_drive__account_states") }}
    union all
    select * from {{ ref("stg_app__user_states") }}

),

asked_states as (

    select
        asked_rectifications.request_id,
        asked_rectifications.received_at,
        states.delivery_id,
        states.delivery_mode,
        states.delivered_at,
        {{ as_instant("states.updated_at", "states.updated_at_has_offset", "'Europe/Paris'") }} as updated_at,
        case asked_rectifications.rectified_attribute
            {% for attribute in rectifiable_attributes() -%}
                when '{{ attribute }}' then cast(states.{{ attribute }} as varchar)
            {% endfor %}
        end as held_value
    from asked_rectifications
    inner join states
        on asked_rectifications.record_id = states.record_id

),

-- A state that was replaced before it came, or sent again by mistake, was never held.
held_states as (

    select
        *,
        -- What was changed before the request and delivered after it is what the application held at the request.
        case when updated_at < delivered_at then updated_at else delivered_at end as held_from
    from asked_states
    qualify delivery_id = {{ holding_delivery_then(["request_id"], "delivered_at") }}

),

-- The request names the account: one that is first delivered after it was there already.
held_at_requests as (

    select *
    from held_states
    qualify
        row_number() over (
            partition by request_id
            order by
                case when held_from <= received_at then 0 else 1 end asc nulls last,
                case when held_from <= received_at then delivered_at end desc nulls last,
                delivered_at asc nulls last
        ) = 1

),

-- Once the application has said something else, its word counts again, also where it goes back to what it said before.
overruled as (

    select distinct held_at_requests.request_id
    from held_at_requests
    inner join held_states
        on
            held_at_requests.request_id = held_states.request_id
            and held_at_requests.delivered_at < held_states.delivered_at
    where held_at_requests.held_value is distinct from held_states.held_value

),

final as (

    select asked_rectifications.*
    from asked_rectifications
    inner join held_at_requests
        on asked_rectifications.request_id = held_at_requests.request_id
    left join overruled
        on asked_rectifications.request_id = overruled.request_id
    where overruled.request_id is null

)

select * from final

-- One row per two records of customers on which somebody decided: the last decision, whichever record it names first.
with

source as (

    select * from {{ source("privacy", "match_decisions") }}

),

holding as (

    select
        *,
        left_source_system || '-' || left_source_customer_id as one_record_id,
        right_source_system || '-' || right_source_customer_id as other_record_id,
        {{ as_instant("decided_at", "decided_at_has_offset", "'Europe/Paris'") }} as decided_at_utc
    from source
    where delivered_at <= {{ as_of() }}
    qualify delivery_id = {{ holding_delivery(["decision_id"]) }}

),

left_kept as (

    {{ without_suppressed("holding", "privacy", "left_") }}

),

kept as (

    {{ without_suppressed("left_kept", "privacy", "right_") }}

),

named as (

    select
        decision_id,
        case when one_record_id < other_record_id then one_record_id else other_record_id end as left_record_id,
        case when one_record_id < other_record_id then other_record_id else one_record_id end as right_record_id,
        delivery_id,

        decision,
        decided_by,
        comment,

        decided_at_utc as decided_at
    from kept
    where one_record_id <> other_record_id

),

final as (

    select *
    from named
    qualify
        row_number() over (
            partition by left_record_id, right_record_id
            order by decided_at desc nulls last, decision_id desc nulls last
        ) = 1

)

select * from final

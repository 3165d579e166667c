-- One row per thing that happens to a golden customer at this run.
with

golden_ids as (

    select * from {{ ref("int_customer__golden_ids") }}

),

id_moves as (

    select * from {{ ref("int_customer__id_moves") }}

),

beginnings as (

    select
        case id_origin when 'new' then 'created' else 'reclaimed' end as event_type,
        customer_id,
        cast(null as varchar) as other_customer_id,
        record_count
    from golden_ids
    where id_origin <> 'kept'

),

takeovers as (

    select
        'merged' as event_type,
        customer_id,
        former_customer_id as other_customer_id,
        record_count
    from id_moves
    where is_merge

),

separations as (

    select
        case id_origin when 'kept' then 'moved' else 'split' end as event_type,
        former_customer_id as customer_id,
        customer_id as other_customer_id,
        record_count
    from id_moves
    where
        customer_id is not null
        and not is_merge

),

endings as (

    select
        'erased' as event_type,
        former_customer_id as customer_id,
        cast(null as varchar) as other_customer_id,
        record_count
    from id_moves
    where
        customer_id is null
        and is_former_id_given_up

),

events as (

    select * from beginnings
    union all
    select * from takeovers
    union all
    select * from separations
    union all
    select * from endings

),

final as (

    select
        {{ opaque_id("E", "event_type || '|' || customer_id || '|' || coalesce(other_customer_id, '')") }} as event_id,
        customer_id,
        other_customer_id,
        event_type,
        record_count,
        {{ as_of() }} as occurred_at
    from events

)

select * from final

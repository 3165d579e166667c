-- One row per cluster of records that are one person: the golden id of the customer.
with

cluster_names as (

    select * from {{ ref("int_customer__cluster_names") }}

),

registry_ids as (

    select * from {{ ref("int_customer__registry_ids") }}

),

peppers as (

    select * from {{ ref("stg_privacy__pepper") }}

),

known_ids as (

    select
        cluster_number,
        customer_id,
        'kept' as id_origin
    from {{ ref("int_customer__held_ids") }}
    where is_kept
    union all
    select
        cluster_number,
        customer_id,
        case when is_current_id then 'kept' else 'reclaimed' end as id_origin
    from {{ ref("int_customer__reclaimed_ids") }}

),

-- The registry only grows: with this number in it, an id cannot have been given before.
registry_size as (

    select cast(count(*) as varchar) as id_count from registry_ids

),

first_choices as (

    select
        cluster_names.cluster_number,
        cluster_names.smallest_record_id,
        peppers.pepper,
        {{ keyed_id("C", "cluster_names.smallest_record_id", "peppers.pepper") }} as customer_id
    from cluster_names
    cross join peppers
    left join known_ids
        on cluster_names.cluster_number = known_ids.cluster_number
    where known_ids.cluster_number is null

),

new_ids as (

    select
        first_choices.cluster_number,
        case
            when registry_ids.customer_id is null then first_choices.customer_id
            else {{ keyed_id(
                "C", "first_choices.smallest_record_id || '|' || registry_size.id_count", "first_choices.pepper"
            ) }}
        end as customer_id,
        'new' as id_origin
    from first_choices
    cross join registry_size
    left join registry_ids
        on first_choices.customer_id = registry_ids.customer_id

),

golden_ids as (

    select * from known_ids
    union all
    select * from new_ids

),

final as (

    select
        golden_ids.cluster_number,
        golden_ids.customer_id,
        golden_ids.id_origin,
        cluster_names.record_count
    from golden_ids
    inner join cluster_names
        on golden_ids.cluster_number = cluster_names.cluster_number

)

select * from final

-- One row per cluster and golden id that a record of the cluster has or once had.
with

clusters as (

    select * from {{ ref("int_customer__clusters") }}

),

cluster_names as (

    select * from {{ ref("int_customer__cluster_names") }}

),

registry_records as (

    select * from {{ ref("int_customer__registry_records") }}

),

registry_ids as (

    select * from {{ ref("int_customer__registry_ids") }}

),

entries as (

    select * from {{ ref("stg_state__customer_registry") }}

),

-- Most records never had but one.
had_ids as (

    select
        record_id,
        first_customer_id as customer_id
    from registry_records
    where last_entry_number = 1
    union all
    select distinct
        entries.record_id,
        entries.customer_id
    from entries
    inner join registry_records
        on entries.record_id = registry_records.record_id
    where
        registry_records.last_entry_number > 1
        and entries.customer_id is not null

),

counted as (

    select
        clusters.cluster_number,
        had_ids.customer_id,
        cast(sum(case when registry_records.first_customer_id = had_ids.customer_id then 1 else 0 end) as bigint)
            as first_record_count,
        cast(sum(case when registry_records.current_customer_id = had_ids.customer_id then 1 else 0 end) as bigint)
            as current_record_count,
        cast(count(*) as bigint) as ever_record_count
    from clusters
    inner join registry_records
        on clusters.record_id = registry_records.record_id
    inner join had_ids
        on clusters.record_id = had_ids.record_id
    group by
        clusters.cluster_number,
        had_ids.customer_id

),

final as (

    select
        counted.cluster_number,
        cluster_names.smallest_record_id,
        counted.customer_id,
        registry_ids.first_assigned_at,
        counted.first_record_count,
        counted.current_record_count,
        counted.ever_record_count
    from counted
    inner join cluster_names
        on counted.cluster_number = cluster_names.cluster_number
    inner join registry_ids
        on counted.customer_id = registry_ids.customer_id

)

select * from final

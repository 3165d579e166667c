-- One row per cluster of records that are one person.
with

clusters as (

    select * from {{ ref("int_customer__clusters") }}

),

final as (

    select
        cluster_number,
        min(record_id) as smallest_record_id,
        cast(count(*) as bigint) as record_count
    from clusters
    group by cluster_number

)

select * from final

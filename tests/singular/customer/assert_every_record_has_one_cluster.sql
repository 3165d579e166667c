-- Each record that has no cluster or several, and each record of a cluster that nobody delivered.
with

identities as (

    select * from {{ ref("int_customer__identities") }}

),

clusters as (

    select * from {{ ref("int_customer__clusters") }}

),

final as (

    select
        identities.record_id,
        count(distinct clusters.cluster_number) as cluster_count
    from identities
    full outer join clusters
        on identities.record_number = clusters.record_number
    group by identities.record_id

)

select * from final
where
    record_id is null
    or cluster_count <> 1

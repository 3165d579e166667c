-- One row per record of a customer in an application, with the golden customer whom it belongs to.
with

identities as (

    select * from {{ ref("int_customer__identities") }}

),

clusters as (

    select * from {{ ref("int_customer__clusters") }}

),

golden_ids as (

    select * from {{ ref("int_customer__golden_ids") }}

),

final as (

    select
        identities.record_number,
        identities.record_id,
        identities.source_system,
        identities.source_customer_id,
        clusters.cluster_number,
        golden_ids.customer_id,
        golden_ids.record_count
    from clusters
    inner join golden_ids
        on clusters.cluster_number = golden_ids.cluster_number
    inner join identities
        on clusters.record_number = identities.record_number

)

select * from final

-- One row per link that holds a cluster together: two records, and the case or the person that joins them.
with

record_links as (

    select * from {{ ref("int_customer__record_links") }}

),

entity_links as (

    select * from {{ ref("int_customer__entity_links") }}

),

record_clusters as (

    select * from {{ ref("int_customer__record_clusters") }}

),

grown_clusters as (

    select * from {{ ref("int_customer__grown_clusters") }}

),

grown_links as (

    select * from {{ ref("int_customer__grown_links") }}

),

clusters as (

    select * from {{ ref("int_customer__clusters") }}

),

-- A link counts in the pass in which it held: one that was torn may hold once clusters have grown.
links as (

    select
        record_links.left_number,
        record_links.right_number,
        record_links.case_code,
        cast(1 as bigint) as pass_number
    from record_links
    inner join record_clusters as left_side
        on record_links.left_number = left_side.record_number
    inner join record_clusters as right_side
        on
            record_links.right_number = right_side.record_number
            and left_side.cluster_number = right_side.cluster_number
    union all
    select
        entity_links.left_number,
        entity_links.right_number,
        entity_links.case_code,
        cast(2 as bigint) as pass_number
    from entity_links
    inner join grown_clusters as left_side
        on entity_links.left_number = left_side.record_number
    inner join grown_clusters as right_side
        on
            entity_links.right_number = right_side.record_number
            and left_side.cluster_number = right_side.cluster_number
    union all
    select
        left_number,
        right_number,
        case_code,
        cast(3 as bigint) as pass_number
    from grown_links

),

final as (

    select
        case when left_side.record_id < right_side.record_id then left_side.record_id else right_side.record_id end
            as left_record_id,
        case when left_side.record_id < right_side.record_id then right_side.record_id else left_side.record_id end
            as right_record_id,
        links.case_code,
        links.pass_number,
        left_side.cluster_number
    from links
    inner join clusters as left_side
        on links.left_number = left_side.record_number
    inner join clusters as right_side
        on
            links.right_number = right_side.record_number
            and left_side.cluster_number = right_side.cluster_number

)

select * from final

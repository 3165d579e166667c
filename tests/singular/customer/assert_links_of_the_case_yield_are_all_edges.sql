-- Both totals where the links or the waiting pairs of all cases are not all edges and all reviews.
with

yields as (

    select
        sum(link_count) as link_count,
        sum(review_count) as review_count
    from {{ ref("fct_match_case_yield") }}

),

edges as (

    select count(*) as edge_count
    from {{ ref("int_customer__edges") }}

),

reviews as (

    select count(*) as waiting_count
    from {{ ref("int_customer__reviews") }}

),

final as (

    select
        yields.link_count,
        edges.edge_count,
        yields.review_count,
        reviews.waiting_count
    from yields
    cross join edges
    cross join reviews
    where
        yields.link_count <> edges.edge_count
        or yields.review_count <> reviews.waiting_count

)

select * from final

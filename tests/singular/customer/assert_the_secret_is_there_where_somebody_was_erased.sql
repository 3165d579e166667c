-- Fails where somebody was erased and the secret that tells whom is not there: the list would keep nobody out.
with

suppressions as (

    select count(*) as suppression_count
    from {{ source("suppression", "suppressions") }}

),

peppers as (

    select
        count(*) as pepper_count,
        min(length(pepper)) as shortest_length
    from {{ source("secret", "pepper") }}

)

select
    suppressions.suppression_count,
    peppers.pepper_count
from suppressions
cross join peppers
where
    suppressions.suppression_count > 0
    and (peppers.pepper_count <> 1 or peppers.shortest_length < 32)

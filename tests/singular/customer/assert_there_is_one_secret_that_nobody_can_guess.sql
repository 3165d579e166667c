-- Fails where the secret is gone, short, or two: new customers would get no id, and erased people come back.
with

peppers as (

    select
        count(*) as pepper_count,
        min(length(pepper)) as shortest_length
    from {{ ref("stg_privacy__pepper") }}

)

select pepper_count
from peppers
where
    pepper_count <> 1
    or shortest_length < 32

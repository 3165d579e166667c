-- One row per run after an earlier Monday's: when that Monday published sales, and the first day that it did not.
with

former as (

    select * from {{ ref("int_sales__former_publication") }}

),

final as (

    select
        published_at,
        first_unpublished_date
    from former

)

select * from final

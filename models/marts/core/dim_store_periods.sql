-- One row per store and period in which the referential described it unchanged.
with

periods as (

    select * from {{ ref("int_reference__store_periods") }}

),

final as (

    select
        *,
        valid_until_date is null as is_current
    from periods

)

select * from final

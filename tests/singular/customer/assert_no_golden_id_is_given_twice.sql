-- Each new golden id that a former run had given to somebody.
with

golden_ids as (

    select *
    from {{ ref("int_customer__golden_ids") }}
    where id_origin = 'new'

),

registry_ids as (

    select * from {{ ref("int_customer__registry_ids") }}

),

final as (

    select golden_ids.customer_id
    from golden_ids
    inner join registry_ids
        on golden_ids.customer_id = registry_ids.customer_id

)

select * from final

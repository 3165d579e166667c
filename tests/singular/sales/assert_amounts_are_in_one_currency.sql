-- Each currency beyond the first among stores that sold: amounts of several currencies must not be added up.
with

stores as (

    select * from {{ ref("dim_stores") }}

),

selling_stores as (

    select distinct store_id from {{ ref("fct_store_sales_weekly") }}

),

currencies as (

    select distinct stores.currency_code
    from selling_stores
    inner join stores on selling_stores.store_id = stores.store_id

),

final as (

    select
        currency_code,
        row_number() over (order by currency_code asc nulls last) as place
    from currencies

)

select * from final
where place > 1

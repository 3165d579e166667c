-- One row per store, channel and day: the sales that the last earlier Monday left published.
with

published as (

    select * from {{ ref("stg_state__published_sales") }}

),

former as (

    select * from {{ ref("int_sales__former_publication") }}

),

ranked as (

    select
        published.store_id,
        published.channel_code,
        published.business_date,
        published.sales_eur_incl_tax,
        row_number() over (
            partition by published.store_id, published.channel_code, published.business_date
            order by published.published_at desc nulls last, published.entry_number desc nulls last
        ) as place
    from published
    inner join former on published.published_at <= former.published_at

),

final as (

    select
        store_id,
        channel_code,
        business_date,
        sales_eur_incl_tax
    from ranked
    where place = 1

)

select * from final

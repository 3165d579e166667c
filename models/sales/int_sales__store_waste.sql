-- One row per store, trading day and product thrown away; the product is '(unknown)' where the referential lacks it.
with

waste as (

    select * from {{ ref("stg_pos__waste") }}

),

products as (

    select product_id from {{ ref("int_reference__products") }}

),

final as (

    select
        waste.store_id,
        waste.business_date,
        {{ iso_week_label("waste.business_date") }} as iso_week,
        coalesce(products.product_id, '(unknown)') as product_id,
        waste.product_id as delivered_product_id,
        waste.waste_quantity,
        waste.cost_eur_excl_tax as waste_cost_eur_excl_tax
    from waste
    left join products on waste.product_id = products.product_id

)

select * from final

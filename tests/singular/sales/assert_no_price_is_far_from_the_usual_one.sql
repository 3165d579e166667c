-- Each line of the last four weeks whose price is many times the one that its product usually has: a slip that ticket,
-- lines and Z report all repeat contradicts nothing else.
{{ config(severity="warn") }}

with

lines as (

    select
        transaction_id,
        line_number,
        product_id,
        cast(sales_eur_incl_tax + discount_eur_incl_tax as double) / quantity as price_eur_incl_tax
    from {{ ref("fct_sales_lines") }}
    where
        quantity > 0
        and has_known_product
        and business_date > {{ dbt.dateadd("day", -28, as_of_date()) }}

),

usual_prices as (

    select
        product_id,
        median(price_eur_incl_tax) as usual_price_eur_incl_tax
    from lines
    group by product_id

),

final as (

    select
        lines.transaction_id,
        lines.line_number,
        lines.product_id,
        lines.price_eur_incl_tax,
        usual_prices.usual_price_eur_incl_tax
    from lines
    inner join usual_prices on lines.product_id = usual_prices.product_id
    where
        usual_prices.usual_price_eur_incl_tax > 0
        and lines.price_eur_incl_tax > {{ var("odd_price_ratio") }} * usual_prices.usual_price_eur_incl_tax

)

select * from final

-- Fails with each store and day whose store sales are not those that fct_store_day_checks holds against the tickets.
select
    sales.store_id,
    sales.business_date,
    sales.sales_eur_incl_tax,
    checks.line_total_eur_incl_tax
from {{ ref("fct_store_sales_daily") }} as sales
left join {{ ref("fct_store_day_checks") }} as checks
    on
        sales.store_id = checks.store_id
        and sales.business_date = checks.business_date
where
    sales.channel_code = 'store'
    and sales.sales_eur_incl_tax <> coalesce(checks.line_total_eur_incl_tax, 0)

-- Each week and channel in which the sales of known customers and those of nobody known are not all sales.
with

lines as (

    select * from {{ ref("fct_sales_lines") }}

),

transaction_accounts as (

    select * from {{ ref("int_sales__transaction_accounts") }}

),

customer_sources as (

    select * from {{ ref("brg_customer_sources") }}

),

known_transactions as (

    select distinct
        transaction_accounts.channel_code,
        transaction_accounts.transaction_type,
        transaction_accounts.transaction_id
    from transaction_accounts
    inner join customer_sources
        on
            transaction_accounts.source_system = customer_sources.source_system
            and transaction_accounts.source_customer_id = customer_sources.source_customer_id

),

all_sales as (

    select
        lines.iso_week,
        lines.channel_code,
        sum(lines.sales_eur_incl_tax) as sales_eur_incl_tax,
        sum(case when known_transactions.transaction_id is null then lines.sales_eur_incl_tax else 0 end)
            as nobody_sales_eur_incl_tax
    from lines
    left join known_transactions
        on
            lines.channel_code = known_transactions.channel_code
            and lines.transaction_type = known_transactions.transaction_type
            and lines.transaction_id = known_transactions.transaction_id
    group by
        lines.iso_week,
        lines.channel_code

),

customer_sales as (

    select
        iso_week,
        channel_code,
        sum(sales_eur_incl_tax) as sales_eur_incl_tax
    from {{ ref("fct_customer_weekly") }}
    group by
        iso_week,
        channel_code

),

final as (

    select
        coalesce(all_sales.iso_week, customer_sales.iso_week) as iso_week,
        coalesce(all_sales.channel_code, customer_sales.channel_code) as channel_code,
        coalesce(all_sales.sales_eur_incl_tax, 0) as all_sales_eur_incl_tax,
        coalesce(all_sales.nobody_sales_eur_incl_tax, 0) + coalesce(customer_sales.sales_eur_incl_tax, 0)
            as found_sales_eur_incl_tax
    from all_sales
    full outer join customer_sales
        on
            all_sales.iso_week = customer_sales.iso_week
            and all_sales.channel_code = customer_sales.channel_code

)

select * from final
where all_sales_eur_incl_tax <> found_sales_eur_incl_tax

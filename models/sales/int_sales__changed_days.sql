-- One row per store, channel and day with what late deliveries and withdrawals added since the last earlier Monday.
with

lines as (

    select * from {{ ref("int_sales__sold_lines") }}

),

former as (

    select * from {{ ref("int_sales__former_publication") }}

),

documents as (

    select * from {{ ref("int_sales__later_documents") }}

),

final as (

    select
        lines.store_id,
        lines.channel_code,
        lines.business_date,
        cast(
            sum(case when documents.change_reason = 'late_delivery' then lines.amount_eur_incl_tax else 0 end)
            as numeric(18, 2)
        ) as late_delivery_eur_incl_tax,
        cast(
            sum(case when documents.change_reason = 'withdrawal' then lines.amount_eur_incl_tax else 0 end)
            as numeric(18, 2)
        ) as withdrawal_eur_incl_tax
    from lines
    inner join former on lines.business_date < former.first_unpublished_date
    inner join documents
        on
            lines.channel_code = documents.channel_code
            and lines.transaction_type = documents.transaction_type
            and lines.transaction_id = documents.transaction_id
    group by
        lines.store_id,
        lines.channel_code,
        lines.business_date

)

select * from final

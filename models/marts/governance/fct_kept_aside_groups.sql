-- One row per delivery and reason for which rows of it were kept aside: how many, and what became of them.
with

kept_aside as (

    select * from {{ ref("fct_kept_aside_rows") }}

),

by_reason as (

    select
        source_name,
        entity_name,
        delivery_id,
        reason_code,
        delivered_at,
        count(*) as row_count,
        sum(case when resolution_status = 'open' then 1 else 0 end) as open_row_count,
        sum(case when resolution_status = 'replayed' then 1 else 0 end) as replayed_row_count,
        sum(case when resolution_status = 'replaced' then 1 else 0 end) as replaced_row_count,
        sum(case when resolution_status = 'open' then affected_eur_incl_tax end) as affected_eur_incl_tax,
        sum(case when resolution_status = 'open' and is_amount_unreadable then 1 else 0 end)
            as unreadable_transaction_count
    from kept_aside
    group by
        source_name,
        entity_name,
        delivery_id,
        reason_code,
        delivered_at

),

final as (

    select
        source_name,
        entity_name,
        delivery_id,
        reason_code,
        cast(row_count as bigint) as kept_aside_row_count,
        cast(open_row_count as bigint) as open_row_count,
        cast(replayed_row_count as bigint) as replayed_row_count,
        cast(replaced_row_count as bigint) as replaced_row_count,
        cast(coalesce(affected_eur_incl_tax, 0) as numeric(18, 2)) as affected_eur_incl_tax,
        cast(unreadable_transaction_count as bigint) as unreadable_transaction_count,
        case
            when open_row_count > 0 then 'open'
            when replaced_row_count > 0 then 'replaced'
            else 'replayed'
        end as resolution_status,
        delivered_at
    from by_reason

)

select * from final

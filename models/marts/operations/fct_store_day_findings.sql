-- One row per store, channel, day and fault that was found in it, whatever somebody accepted since.
with

checks as (

    select * from {{ ref("fct_store_day_checks") }}

),

set_aside as (

    select
        store_id,
        channel_code,
        business_date,
        count(*) as item_count,
        sum(total_eur_incl_tax) as total_eur_incl_tax
    from {{ ref("fct_set_aside_tickets") }}
    group by
        store_id,
        channel_code,
        business_date

),

kept_aside as (

    select
        store_id,
        channel_code,
        business_date,
        count(*) as item_count,
        sum(affected_eur_incl_tax) as affected_eur_incl_tax
    from {{ ref("fct_kept_aside_rows") }}
    where
        resolution_status = 'open'
        and is_of_sales
        and store_id is not null
        and business_date is not null
    group by
        store_id,
        channel_code,
        business_date

),

store_sales as (

    select * from {{ ref("fct_store_sales_daily") }}

),

flags as (

    select
        flags.*,
        store_sales.sales_eur_incl_tax
    from {{ ref("int_sales__store_day_flags") }} as flags
    left join store_sales
        on
            flags.store_id = store_sales.store_id
            and flags.channel_code = store_sales.channel_code
            and flags.business_date = store_sales.business_date

),

found as (

    select
        store_id,
        'store' as channel_code,
        business_date,
        z_status as fault_code,
        unreconciled_till_count as item_count,
        unreconciled_eur_incl_tax as affected_eur_incl_tax,
        true as is_open
    from checks
    where z_status not in ('agrees', 'z_not_expected')
    union all
    select
        store_id,
        'store' as channel_code,
        business_date,
        'lines_differ' as fault_code,
        1 as item_count,
        abs(unexplained_line_difference_eur_incl_tax) as affected_eur_incl_tax,
        true as is_open
    from checks
    where unexplained_line_difference_eur_incl_tax <> 0
    union all
    select
        store_id,
        channel_code,
        business_date,
        'sales_set_aside' as fault_code,
        item_count,
        abs(total_eur_incl_tax) as affected_eur_incl_tax,
        true as is_open
    from set_aside
    union all
    select
        store_id,
        channel_code,
        business_date,
        'rows_kept_aside' as fault_code,
        item_count,
        abs(coalesce(affected_eur_incl_tax, 0)) as affected_eur_incl_tax,
        true as is_open
    from kept_aside
    union all
    select
        store_id,
        channel_code,
        business_date,
        fault_code,
        flag_count as item_count,
        abs(coalesce(sales_eur_incl_tax, 0)) as affected_eur_incl_tax,
        is_open
    from flags

),

final as (

    select
        store_id,
        channel_code,
        business_date,
        fault_code,
        cast(item_count as bigint) as item_count,
        cast(affected_eur_incl_tax as numeric(18, 2)) as affected_eur_incl_tax,
        is_open
    from found

)

select * from final

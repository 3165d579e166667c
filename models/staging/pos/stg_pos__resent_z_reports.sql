-- One row per till and trading day whose Z report `append` brought again with other figures, and no correction settled.
with

source as (

    select *
    from {{ source("pos", "z_reports") }}
    where delivered_at <= {{ as_of() }}

),

corrected_days as (

    select distinct
        store_id,
        business_date
    from source
    where delivery_mode = 'correction'

),

final as (

    select
        source.store_id,
        source.till_id,
        source.business_date,
        count(*) as z_report_count
    from source
    left join corrected_days
        on
            source.store_id = corrected_days.store_id
            and source.business_date = corrected_days.business_date
    where corrected_days.store_id is null
    group by
        source.store_id,
        source.till_id,
        source.business_date
    having
        min(source.total_eur_incl_tax) <> max(source.total_eur_incl_tax)
        or min(source.ticket_count) <> max(source.ticket_count)

)

select * from final

-- One row per store, channel and published day whose sales are not what the last earlier Monday published, and why.
with

current_days as (

    select store_days.*
    from {{ ref("fct_store_sales_daily") }} as store_days
    inner join {{ ref("int_sales__former_publication") }} as former
        on store_days.business_date < former.first_unpublished_date

),

published_days as (

    select * from {{ ref("int_sales__published_days") }}

),

came_since as (

    select * from {{ ref("int_sales__changed_days") }}

),

corrected as (

    select * from {{ ref("int_sales__corrected_stores") }}

),

referential as (

    select count(*) as change_count
    from {{ ref("int_sales__referential_changes") }}

),

compared as (

    select
        coalesce(current_days.store_id, published_days.store_id) as store_id,
        coalesce(current_days.channel_code, published_days.channel_code) as channel_code,
        coalesce(current_days.business_date, published_days.business_date) as business_date,
        cast(coalesce(published_days.sales_eur_incl_tax, 0) as numeric(18, 2)) as published_sales_eur_incl_tax,
        cast(coalesce(current_days.sales_eur_incl_tax, 0) as numeric(18, 2)) as current_sales_eur_incl_tax
    from current_days
    full outer join published_days
        on
            current_days.store_id = published_days.store_id
            and current_days.channel_code = published_days.channel_code
            and current_days.business_date = published_days.business_date

),

explained as (

    select
        compared.*,
        compared.current_sales_eur_incl_tax - compared.published_sales_eur_incl_tax as difference_eur_incl_tax,
        coalesce(came_since.late_delivery_eur_incl_tax, 0) as late_delivery_eur_incl_tax,
        coalesce(came_since.withdrawal_eur_incl_tax, 0) as withdrawal_eur_incl_tax,
        case
            when corrected.store_id is not null then 'correction'
            when referential.change_count > 0 then 'referential'
            else 'other'
        end as rest_reason
    from compared
    cross join referential
    left join came_since
        on
            compared.store_id = came_since.store_id
            and compared.channel_code = came_since.channel_code
            and compared.business_date = came_since.business_date
    left join corrected
        on
            compared.store_id = corrected.store_id
            and compared.channel_code = corrected.channel_code

),

told as (

    select
        *,
        difference_eur_incl_tax - late_delivery_eur_incl_tax - withdrawal_eur_incl_tax as rest_eur_incl_tax
    from explained

),

final as (

    select
        store_id,
        channel_code,
        business_date,
        {{ iso_week_label("business_date") }} as iso_week,
        published_sales_eur_incl_tax,
        current_sales_eur_incl_tax,
        cast(difference_eur_incl_tax as numeric(18, 2)) as difference_eur_incl_tax,
        cast(late_delivery_eur_incl_tax as numeric(18, 2)) as late_delivery_eur_incl_tax,
        cast(withdrawal_eur_incl_tax as numeric(18, 2)) as withdrawal_eur_incl_tax,
        cast(case when rest_reason = 'correction' then rest_eur_incl_tax else 0 end as numeric(18, 2))
            as correction_eur_incl_tax,
        cast(case when rest_reason = 'referential' then rest_eur_incl_tax else 0 end as numeric(18, 2))
            as referential_eur_incl_tax,
        cast(case when rest_reason = 'other' then rest_eur_incl_tax else 0 end as numeric(18, 2))
            as other_eur_incl_tax
    from told
    where
        difference_eur_incl_tax <> 0
        or late_delivery_eur_incl_tax <> 0
        or withdrawal_eur_incl_tax <> 0

)

select * from final

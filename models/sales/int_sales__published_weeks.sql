-- One row per channel, week and Monday that published another figure for it: by how much its sales changed then.
with

published as (

    select * from {{ ref("stg_state__published_sales") }}

),

changes as (

    select
        channel_code,
        business_date,
        published_at,
        sales_eur_incl_tax
        - coalesce(
            lag(sales_eur_incl_tax) over (
                partition by store_id, channel_code, business_date
                order by published_at asc nulls last, entry_number asc nulls last
            ),
            0
        ) as change_eur_incl_tax
    from published

),

final as (

    select
        channel_code,
        {{ iso_week_label("business_date") }} as iso_week,
        published_at,
        -- 0 on the Monday after the week.
        cast(
            {{ iso_weeks_between(
                iso_week_start("min(business_date)"),
                iso_week_start(utc_to_local("published_at", "'Europe/Paris'"))
            ) }} - 1 as bigint
        ) as age_week_count,
        cast(sum(change_eur_incl_tax) as numeric(18, 2)) as change_eur_incl_tax
    from changes
    group by
        channel_code,
        {{ iso_week_label("business_date") }},
        published_at

)

select * from final

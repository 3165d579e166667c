-- One row per edition, ISO week and channel, and one for all channels: what of the sales is still provisional.
with

status as (

    select status.*
    from {{ ref("fct_edition_status_weekly") }} as status
    inner join {{ ref("dim_edition_weeks") }} as editions
        on
            status.edition_code = editions.edition_code
            and status.iso_week = editions.iso_week

),

channels as (

    select * from {{ ref("dim_channels") }}

),

-- What changed is told by the Monday of the run alone: a week that is printed again later has no Monday before it.
former as (

    select
        weeks.iso_week,
        former.published_at
    from {{ ref("fct_former_publication") }} as former
    cross join {{ ref("dim_sales_weeks") }} as weeks
    where weeks.is_closed
    qualify row_number() over (order by weeks.iso_week desc nulls last) = 1

),

expected as (

    select * from {{ ref("fct_expected_revisions") }}

),

totals as (

    select
        edition_code,
        iso_week,
        '(all)' as channel_code,
        cast(sum(sales_eur_incl_tax) as numeric(18, 2)) as sales_eur_incl_tax,
        cast(sum(provisional_sales_eur_incl_tax) as numeric(18, 2)) as provisional_sales_eur_incl_tax,
        max(final_from_at) as final_from_at,
        min(case when is_final then 1 else 0 end) = 1 as is_final
    from status
    group by
        edition_code,
        iso_week

),

told as (

    select * from status
    union all
    select * from totals

),

-- Past revisions are the company's: they say nothing of one store.
with_expected as (

    select
        told.*,
        channels.channel_name_fr,
        channels.channel_name_en,
        coalesce(channels.sort_order, 0) as sort_order,
        expected.final_week_count,
        expected.needed_week_count,
        case when expected.final_week_count >= expected.needed_week_count then expected.lowest_revision_rate end
            as lowest_revision_rate,
        case when expected.final_week_count >= expected.needed_week_count then expected.highest_revision_rate end
            as highest_revision_rate
    from told
    left join channels on told.channel_code = channels.channel_code
    left join expected
        on
            told.channel_code = expected.channel_code
            and told.edition_code = 'company'
            and not told.is_final

),

banded as (

    select
        *,
        cast(lowest_revision_rate as numeric(18, 4)) as lowest_rate,
        cast(highest_revision_rate as numeric(18, 4)) as highest_rate
    from with_expected

),

final as (

    select
        edition_code,
        banded.iso_week,
        channel_code,
        channel_name_fr,
        channel_name_en,
        sort_order,
        sales_eur_incl_tax,
        provisional_sales_eur_incl_tax,
        {{ share_rate("provisional_sales_eur_incl_tax", "sales_eur_incl_tax") }} as provisional_rate,
        is_final,
        final_week_count,
        needed_week_count,
        lowest_revision_rate,
        highest_revision_rate,
        cast(round(sales_eur_incl_tax * (1 + lowest_rate), 2) as numeric(18, 2))
            as lowest_expected_sales_eur_incl_tax,
        cast(round(sales_eur_incl_tax * (1 + highest_rate), 2) as numeric(18, 2))
            as highest_expected_sales_eur_incl_tax,
        {{ utc_to_local("final_from_at", "'Europe/Paris'") }} as final_from_at_local,
        {{ utc_to_local("former.published_at", "'Europe/Paris'") }} as compared_published_at_local
    from banded
    left join former on banded.iso_week = former.iso_week

)

select * from final

-- One row per store, channel and ISO week with a target, as the list that holds in that week sets it.
with

targets as (

    select * from {{ ref("stg_reference__targets") }}

),

weeks as (

    select
        iso_week,
        min(iso_year) as iso_year,
        least(max(calendar_date), {{ as_of_date() }}) as state_date
    from {{ ref("int_calendar__dates") }}
    group by iso_week

),

-- From the ledger, not from the rows: a list without any row has ended all.
deliveries as (

    select
        delivery_id,
        covers_from_date as covers_from
    from {{ ref("stg_ledger__deliveries") }}
    where
        source_name = 'reference'
        and entity_name = 'targets'
        and delivery_status = 'accepted'
        and covers_from_date <= {{ as_of_date() }}

),

-- The last list that had begun by the end of the week; before the first list, the first. A list that comes later never
-- rewrites the target of a week that is over, nor does it have to repeat it.
week_lists as (

    select
        weeks.iso_week,
        weeks.iso_year,
        deliveries.delivery_id
    from weeks
    cross join deliveries
    where deliveries.delivery_id in ({{ holding_states("deliveries") }})
    qualify
        row_number() over (
            partition by weeks.iso_week
            order by
                case when deliveries.covers_from <= weeks.state_date then deliveries.covers_from end desc nulls last,
                deliveries.covers_from asc nulls last
        ) = 1

),

final as (

    select
        targets.store_id,
        targets.channel_code,
        targets.iso_week,
        week_lists.iso_year,
        targets.target_eur_excl_tax
    from targets
    inner join week_lists
        on
            targets.iso_week = week_lists.iso_week
            and targets.delivery_id = week_lists.delivery_id

)

select * from final

-- One row per ISO week that has a year before it: the prior-year week that most of its days meet by event.

with dates as (
    select * from {{ ref('int_calendar__dates') }}
),

event_matches as (
    select * from {{ ref('int_calendar__event_matched_dates') }}
),

days_by_prior_week as (
    select
        dates.iso_week,
        prior_dates.iso_week as prior_year_event_week,
        count(*) as event_matched_day_count
    from event_matches
    inner join dates on event_matches.calendar_date = dates.calendar_date
    inner join dates as prior_dates on event_matches.prior_year_event_date = prior_dates.calendar_date
    group by dates.iso_week, prior_dates.iso_week
),

ranked as (
    select
        *,
        row_number() over (
            partition by iso_week
            order by event_matched_day_count desc nulls last, prior_year_event_week asc
        ) as prior_week_rank
    from days_by_prior_week
),

final as (
    select
        iso_week,
        prior_year_event_week,
        cast(event_matched_day_count as bigint) as event_matched_day_count
    from ranked
    where prior_week_rank = 1
)

select * from final

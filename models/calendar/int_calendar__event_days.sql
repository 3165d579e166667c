-- One row per date that an event claims, with its twin: the date as many days from last year's event.

with window_dates as (
    select * from {{ ref('int_calendar__event_window_dates') }}
),

default_matches as (
    select * from {{ ref('int_calendar__default_matched_dates') }}
),

twins as (
    select
        window_dates.calendar_date,
        window_dates.event_code,
        window_dates.priority,
        default_matches.iso_year,
        prior_window_dates.calendar_date as prior_year_event_date
    from window_dates
    inner join window_dates as prior_window_dates
        on
            window_dates.event_code = prior_window_dates.event_code
            and window_dates.event_year = prior_window_dates.event_year + 1
            and window_dates.day_offset = prior_window_dates.day_offset
    inner join default_matches on window_dates.calendar_date = default_matches.calendar_date
),

-- A twin that the year's default mapping never uses cannot be swapped for another day: the event lets it go.
twins_in_reach as (
    select
        twins.*,
        row_number() over (
            partition by twins.calendar_date
            order by twins.priority asc, twins.event_code asc
        ) as rank_for_date
    from twins
    inner join default_matches
        on
            twins.iso_year = default_matches.iso_year
            and twins.prior_year_event_date = default_matches.prior_year_date
),

claims as (
    select
        *,
        row_number() over (
            partition by iso_year, prior_year_event_date
            order by priority asc, event_code asc
        ) as rank_for_prior_date
    from twins_in_reach
    where rank_for_date = 1
),

final as (
    select
        calendar_date,
        iso_year,
        event_code,
        prior_year_event_date
    from claims
    where rank_for_prior_date = 1
)

select * from final

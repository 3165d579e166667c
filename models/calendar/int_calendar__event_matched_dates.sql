-- One row per date of an ISO year that has one before it: the prior-year date once events meet their twins.

with recursive default_matches as (
    select * from {{ ref('int_calendar__default_matched_dates') }}
),

event_days as (
    select * from {{ ref('int_calendar__event_days') }}
),

-- An event day takes its twin from whoever had it, and releases the day it would have had by default.
swaps as (
    select
        event_days.iso_year,
        event_days.prior_year_event_date as taken_date,
        default_matches.prior_year_date as released_date
    from event_days
    inner join default_matches on event_days.calendar_date = default_matches.calendar_date
),

robbed_dates as (
    select
        default_matches.calendar_date,
        default_matches.iso_year,
        default_matches.prior_year_date
    from default_matches
    inner join swaps
        on
            default_matches.iso_year = swaps.iso_year
            and default_matches.prior_year_date = swaps.taken_date
    left join event_days on default_matches.calendar_date = event_days.calendar_date
    where event_days.calendar_date is null
),

-- The robbed date is offered what the taker released; where another event day has taken that too, what that
-- one released, and so on. No day is offered twice, so the chain ends, on a day that nobody else is offered.
offers (calendar_date, iso_year, offered_date) as (
    select
        robbed_dates.calendar_date,
        robbed_dates.iso_year,
        swaps.released_date
    from robbed_dates
    inner join swaps
        on
            robbed_dates.iso_year = swaps.iso_year
            and robbed_dates.prior_year_date = swaps.taken_date
    union all
    select
        offers.calendar_date,
        offers.iso_year,
        swaps.released_date
    from offers
    inner join swaps
        on
            offers.iso_year = swaps.iso_year
            and offers.offered_date = swaps.taken_date
),

replacements as (
    select
        offers.calendar_date,
        offers.offered_date
    from offers
    left join swaps
        on
            offers.iso_year = swaps.iso_year
            and offers.offered_date = swaps.taken_date
    where swaps.taken_date is null
),

final as (
    select
        default_matches.calendar_date,
        default_matches.iso_year,
        coalesce(
            event_days.prior_year_event_date,
            replacements.offered_date,
            default_matches.prior_year_date
        ) as prior_year_event_date,
        case
            when event_days.calendar_date is not null then 'event'
            when replacements.calendar_date is not null then 'replacement'
            else 'default'
        end as match_kind
    from default_matches
    left join event_days on default_matches.calendar_date = event_days.calendar_date
    left join replacements on default_matches.calendar_date = replacements.calendar_date
)

select * from final

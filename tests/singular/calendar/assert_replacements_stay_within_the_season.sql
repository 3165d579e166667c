-- Returns a date whose replacement is over four weeks from the day it was robbed of, and of another season.

with event_matches as (
    select * from {{ ref('int_calendar__event_matched_dates') }}
),

default_matches as (
    select * from {{ ref('int_calendar__default_matched_dates') }}
),

final as (
    select
        event_matches.calendar_date,
        event_matches.prior_year_event_date,
        default_matches.prior_year_date
    from event_matches
    inner join default_matches on event_matches.calendar_date = default_matches.calendar_date
    where
        event_matches.match_kind = 'replacement'
        and abs(event_matches.prior_year_event_date - default_matches.prior_year_date) > 28
)

select * from final

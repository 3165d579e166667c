-- Returns a date claimed by an event whose twin did not stand in the same event's window last year.

with event_days as (
    select * from {{ ref('int_calendar__event_days') }}
),

window_dates as (
    select * from {{ ref('int_calendar__event_window_dates') }}
),

final as (
    select
        event_days.calendar_date,
        event_days.event_code,
        event_days.prior_year_event_date
    from event_days
    left join window_dates
        on
            event_days.prior_year_event_date = window_dates.calendar_date
            and event_days.event_code = window_dates.event_code
    where window_dates.calendar_date is null
)

select * from final

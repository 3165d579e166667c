-- One row per date and event whose window it stands in; windows of two events may overlap.

with dates as (
    select * from {{ ref('int_calendar__dates') }}
),

events as (
    select * from {{ ref('calendar_events') }}
),

windows as (
    select * from {{ ref('calendar_event_windows') }}
),

anchored as (
    select
        windows.event_code,
        windows.priority,
        cast(extract(year from events.event_date) as bigint) as event_year,
        -- Aligned by week, an event is counted from its Monday: weekdays meet from one year to the next.
        case
            when windows.is_aligned_by_week then {{ iso_week_start('events.event_date') }}
            else events.event_date
        end as anchor_date,
        windows.first_offset_days,
        windows.last_offset_days
    from events
    inner join windows on events.event_code = windows.event_code
),

final as (
    select
        dates.calendar_date,
        anchored.event_code,
        anchored.event_year,
        anchored.priority,
        cast(dates.calendar_date - anchored.anchor_date as bigint) as day_offset
    from anchored
    inner join dates
        on
            dates.calendar_date - anchored.anchor_date
            between anchored.first_offset_days and anchored.last_offset_days
)

select * from final

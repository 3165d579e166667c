-- Returns an event or public holiday with two dates in one year, or a school holiday that begins twice.

with keys as (
    select
        'calendar_events' as seed_name,
        event_code || ' ' || cast(extract(year from event_date) as varchar) as row_key
    from {{ ref('calendar_events') }}
    union all
    select
        'public_holidays' as seed_name,
        holiday_code || ' ' || cast(extract(year from holiday_date) as varchar) as row_key
    from {{ ref('public_holidays') }}
    union all
    select
        'school_holidays' as seed_name,
        zone || ' ' || cast(first_date as varchar) as row_key
    from {{ ref('school_holidays') }}
),

final as (
    select
        seed_name,
        row_key
    from keys
    group by seed_name, row_key
    having count(*) > 1
)

select * from final

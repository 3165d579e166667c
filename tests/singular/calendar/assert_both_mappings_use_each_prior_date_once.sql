-- Returns a prior date that an ISO year uses other than once, by the default mapping or by events.

with uses as (
    select
        iso_year,
        prior_year_date as prior_date,
        1 as default_uses,
        0 as event_uses
    from {{ ref('int_calendar__default_matched_dates') }}
    union all
    select
        iso_year,
        prior_year_event_date as prior_date,
        0 as default_uses,
        1 as event_uses
    from {{ ref('int_calendar__event_matched_dates') }}
),

final as (
    select
        iso_year,
        prior_date,
        sum(default_uses) as default_use_count,
        sum(event_uses) as event_use_count
    from uses
    group by iso_year, prior_date
    having sum(default_uses) <> 1 or sum(event_uses) <> 1
)

select * from final

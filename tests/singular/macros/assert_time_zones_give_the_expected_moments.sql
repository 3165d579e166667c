-- Each row of the list whose conversion differs: both sides of the summer time of Paris and New York, and no summer time.
with

cases as (

    select
        1 as case_number,
        'Europe/Paris' as time_zone,
        cast('2026-03-29 00:59:59' as timestamp) as utc_time,
        cast('2026-03-29 01:59:59' as timestamp) as local_time
    union all
    select 2, 'Europe/Paris', cast('2026-03-29 01:00:00' as timestamp), cast('2026-03-29 03:00:00' as timestamp)
    union all
    select 3, 'Europe/Paris', cast('2026-10-24 23:30:00' as timestamp), cast('2026-10-25 01:30:00' as timestamp)
    union all
    select 4, 'Europe/Paris', cast('2026-10-25 01:30:00' as timestamp), cast('2026-10-25 02:30:00' as timestamp)
    union all
    select 5, 'America/New_York', cast('2017-01-01 11:53:26' as timestamp), cast('2017-01-01 06:53:26' as timestamp)
    union all
    select 6, 'America/New_York', cast('2017-07-01 04:00:00' as timestamp), cast('2017-07-01 00:00:00' as timestamp)
    union all
    select 7, 'Indian/Reunion', cast('2026-07-01 20:00:00' as timestamp), cast('2026-07-02 00:00:00' as timestamp)

),

final as (

    select
        case_number,
        utc_time,
        local_time,
        {{ utc_to_local("utc_time", "time_zone") }} as found_local_time,
        {{ local_to_utc("local_time", "time_zone") }} as found_utc_time
    from cases

)

select * from final
where
    found_local_time <> local_time
    or found_utc_time <> utc_time

-- Each row of the list whose conversion differs: both sides of summer time, and a zone without it.
with

cases as (

    select
        listed.case_number,
        listed.zone_name,
        cast(listed.utc_text as timestamp) as utc_moment,
        cast(listed.local_text as timestamp) as local_moment
    from (
        values
        (1, 'Europe/Paris', '2026-03-29 00:59:59', '2026-03-29 01:59:59'),
        (2, 'Europe/Paris', '2026-03-29 01:00:00', '2026-03-29 03:00:00'),
        (3, 'Europe/Paris', '2026-10-24 23:30:00', '2026-10-25 01:30:00'),
        (4, 'Europe/Paris', '2026-10-25 01:30:00', '2026-10-25 02:30:00'),
        (5, 'America/New_York', '2017-01-01 11:53:26', '2017-01-01 06:53:26'),
        (6, 'America/New_York', '2017-07-01 04:00:00', '2017-07-01 00:00:00'),
        (7, 'Indian/Reunion', '2026-07-01 20:00:00', '2026-07-02 00:00:00')
    ) as listed (case_number, zone_name, utc_text, local_text)

),

final as (

    select
        case_number,
        utc_moment,
        local_moment,
        {{ utc_to_local("utc_moment", "zone_name") }} as found_local_moment,
        {{ local_to_utc("local_moment", "zone_name") }} as found_utc_moment
    from cases

)

select * from final
where
    found_local_moment <> local_moment
    or found_utc_moment <> utc_moment

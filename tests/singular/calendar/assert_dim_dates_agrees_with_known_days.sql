-- Returns a date on which dim_dates knows another event, holiday or NRF week than the published calendars.

with known_dates as (
    select value_list.*
    from (
        values
        ('2026-04-03', 'easter', 'Vendredi saint', false, 2026, 2, 9),
        ('2026-04-06', 'easter', 'Lundi de Pâques', true, 2026, 3, 10),
        ('2026-12-26', null, 'Saint-Étienne', false, 2026, 11, 47),
        ('2026-11-11', 'armistice', 'Armistice de 1918', true, 2026, 10, 41),
        ('2027-05-08', 'victory_day', 'Victoire de 1945', true, 2027, 4, 14),
        ('2026-05-01', null, 'Fête du Travail', true, 2026, 3, 13),
        ('2024-02-03', null, null, false, 2023, 12, 53),
        ('2024-02-04', null, null, false, 2024, 1, 1)
    ) as value_list (d, event, holiday, national, y, m, w)
),

final as (
    select
        known_dates.*,
        dim_dates.event_code,
        dim_dates.public_holiday_name_fr,
        dim_dates.is_public_holiday,
        dim_dates.nrf_week_number
    from known_dates
    left join {{ ref('dim_dates') }} as dim_dates on cast(known_dates.d as date) = dim_dates.calendar_date
    where
        dim_dates.calendar_date is null
        or coalesce(dim_dates.event_code, '-') <> coalesce(known_dates.event, '-')
        or coalesce(dim_dates.public_holiday_name_fr, '-') <> coalesce(known_dates.holiday, '-')
        or dim_dates.is_public_holiday <> known_dates.national
        or dim_dates.is_alsace_moselle_holiday <> (known_dates.holiday is not null)
        or dim_dates.nrf_year <> known_dates.y
        or dim_dates.nrf_month_number <> known_dates.m
        or dim_dates.nrf_week_number <> known_dates.w
)

select * from final

-- Returns a date that dim_dates compares with other dates than those worked out by hand.

with known_dates as (
    select value_list.*
    from (
        values
        ('2026-12-28', '2025-12-29', '2025-12-29', '2025-12-29'),
        ('2027-01-03', '2026-01-04', '2026-01-04', '2026-01-04'),
        ('2027-01-04', '2025-12-29', '2026-01-05', '2025-12-29'),
        ('2027-11-08', '2026-11-02', '2026-11-09', '2026-11-02'),
        ('2028-02-29', '2027-03-02', '2027-03-02', '2027-03-02'),
        ('2027-12-31', '2026-12-25', '2027-01-01', '2026-12-25'),
        ('2028-01-01', '2026-12-26', '2027-01-02', '2026-12-26'),
        -- Easter: Sunday, Monday, the first day of Holy week, and the Sunday that had Easter by default.
        ('2026-04-05', '2025-04-06', '2025-04-06', '2025-04-20'),
        ('2026-04-06', '2025-04-07', '2025-04-07', '2025-04-21'),
        ('2026-03-30', '2025-03-31', '2025-03-31', '2025-04-14'),
        ('2026-03-29', '2025-03-30', '2025-03-30', '2025-03-30'),
        ('2026-04-19', '2025-04-20', '2025-04-20', '2025-04-06'),
        -- 11 November and the Tuesday that had it by default; 8 May on the Saturday of the Ascension.
        ('2026-11-10', '2025-11-11', '2025-11-11', '2025-11-12'),
        ('2026-11-11', '2025-11-12', '2025-11-12', '2025-11-11'),
        ('2026-11-12', '2025-11-13', '2025-11-13', '2025-11-13'),
        ('2027-05-08', '2026-05-02', '2026-05-09', '2026-05-08'),
        ('2027-05-09', '2026-05-03', '2026-05-10', '2026-05-17'),
        -- Moved by the health crisis: winter sales of 2021, Black Friday of 2020 and the one after it.
        ('2021-01-20', '2020-01-15', '2020-01-22', '2020-01-08'),
        ('2020-12-04', '2019-12-06', '2019-12-06', '2019-11-29'),
        ('2021-11-26', '2020-11-20', '2020-11-27', '2020-12-04'),
        -- The return to school: a Monday in 2025, a Wednesday in 2027, and unknown from 2029 on.
        ('2027-08-30', '2026-08-24', '2026-08-31', '2026-08-31'),
        ('2029-08-27', '2028-08-28', '2028-08-28', '2028-08-28')
    ) as value_list (d, by_default, minus_364, by_event)
),

final as (
    select
        known_dates.*,
        dim_dates.prior_year_date,
        dim_dates.prior_year_minus_364_date,
        dim_dates.prior_year_event_date
    from known_dates
    left join {{ ref('dim_dates') }} as dim_dates on cast(known_dates.d as date) = dim_dates.calendar_date
    where
        dim_dates.calendar_date is null
        or dim_dates.prior_year_date <> cast(known_dates.by_default as date)
        or dim_dates.prior_year_minus_364_date <> cast(known_dates.minus_364 as date)
        or dim_dates.prior_year_event_date <> cast(known_dates.by_event as date)
)

select * from final

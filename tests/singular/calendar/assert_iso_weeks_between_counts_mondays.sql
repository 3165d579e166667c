-- Returns a pair of Mondays that the macro sets another number of weeks apart; the same rows on any engine.

with known_pairs as (
    select value_list.*
    from (
        values
        ('2026-12-28', '2026-12-28', 0),
        ('2026-12-28', '2027-01-04', 1),
        ('2027-01-04', '2026-12-28', -1),
        ('2025-12-29', '2027-01-04', 53),
        ('2026-01-05', '2027-01-04', 52)
    ) as value_list (first_monday, last_monday, week_count)
),

final as (
    select *
    from known_pairs
    where {{ iso_weeks_between('first_monday', 'last_monday') }} <> week_count
)

select * from final

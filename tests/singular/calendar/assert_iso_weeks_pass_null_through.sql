-- Returns a row when a week macro makes something of no date.

with nothing as (
    select cast(null as date) as no_date
),

final as (
    select *
    from nothing
    where
        {{ iso_week_label('no_date') }} is not null
        or {{ iso_week_start('no_date') }} is not null
        or {{ iso_week_monday(iso_week_label('no_date')) }} is not null
        or {{ iso_weeks_between('no_date', 'no_date') }} is not null
)

select * from final

-- One row per date of the whole ISO years that the report covers or compares with.
{%- set bounds = calendar_bounds() %}

-- The layout of the series is that of dbt's own macro.
with spine as (
    {{ calendar_spine(bounds.first_date, bounds.last_date) }} -- noqa: LT09, RF04
),

final as (
    select
        calendar_date,
        {{ iso_week_label('calendar_date') }} as iso_week,
        {{ iso_week_start('calendar_date') }} as iso_week_start_date,
        {{ iso_year('calendar_date') }} as iso_year,
        {{ iso_week_number('calendar_date') }} as iso_week_number,
        {{ iso_weekday('calendar_date') }} as iso_weekday
    from spine
)

select * from final

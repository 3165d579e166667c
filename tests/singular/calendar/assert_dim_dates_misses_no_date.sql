-- Returns a row when dim_dates does not run day by day from the first date of the calendar to the last.

with edges as (
    select
        min(calendar_date) as first_date,
        max(calendar_date) as last_date,
        count(*) as date_count
    from {{ ref('dim_dates') }}
),

final as (
    select *
    from edges
    where
        first_date <> cast('{{ var("calendar_first_date") }}' as date)
        or last_date <> cast('{{ var("calendar_last_date") }}' as date)
        or date_count <> last_date - first_date + 1
)

select * from final

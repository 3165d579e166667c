-- Returns a school holiday that ends before it begins, or into which the next one of its zone begins.

with school_holidays as (
    select
        zone,
        first_date,
        last_date,
        lead(first_date) over (partition by zone order by first_date asc) as next_first_date
    from {{ ref('school_holidays') }}
),

final as (
    select *
    from school_holidays
    where last_date < first_date or next_first_date <= last_date
)

select * from final

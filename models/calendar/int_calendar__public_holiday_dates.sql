-- One row per date that is a public holiday, in all of France or in Alsace-Moselle alone.

with public_holidays as (
    select * from {{ ref('public_holidays') }}
),

-- Two holidays can share a date (Ascension and 1 May, in 2008): it carries one name, the national one first.
ranked as (
    select
        *,
        row_number() over (
            partition by holiday_date
            order by is_alsace_moselle_only asc, holiday_code asc
        ) as holiday_rank
    from public_holidays
),

final as (
    select
        holiday_date,
        name_fr,
        name_en,
        not is_alsace_moselle_only as is_national
    from ranked
    where holiday_rank = 1
)

select * from final

-- One row per golden customer whose birthday falls into the seven days from the run's day on.
with

-- Nobody wishes a happy birthday to a number.
golden_records as (

    select *
    from {{ ref("int_customer__golden_records") }}
    where
        birth_date is not null
        and first_name is not null

),

dates as (

    select calendar_date
    from {{ ref("int_calendar__dates") }}
    where
        calendar_date >= {{ as_of_date() }}
        and calendar_date < {{ dbt.dateadd("day", 7, as_of_date()) }}

),

-- Who was born on 29 February is wished on the 28th of a year that has none.
final as (

    select
        golden_records.customer_id,
        dates.calendar_date as birthday_date
    from golden_records
    inner join dates
        on
            extract(month from golden_records.birth_date) = extract(month from dates.calendar_date)
            and (
                extract(day from golden_records.birth_date) = extract(day from dates.calendar_date)
                or (
                    extract(month from dates.calendar_date) = 2
                    and extract(day from dates.calendar_date) = 28
                    and extract(day from golden_records.birth_date) = 29
                    and extract(month from {{ dbt.dateadd("day", 1, "dates.calendar_date") }}) = 3
                )
            )

)

select * from final

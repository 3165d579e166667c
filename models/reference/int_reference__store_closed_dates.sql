-- One row per store and date on which it is closed by the list of closures that holds on that day.
with

closures as (

    select * from {{ ref("stg_reference__store_closures") }}

),

dates as (

    select * from {{ ref("int_calendar__dates") }}

),

-- From the ledger, not from the rows: a list without any row has ended all.
deliveries as (

    select
        delivery_id,
        covers_from_date as covers_from
    from {{ ref("stg_ledger__deliveries") }}
    where
        source_name = 'reference'
        and entity_name = 'store_closures'
        and delivery_status = 'accepted'
        and covers_from_date <= {{ as_of_date() }}

),

lists as (

    select
        delivery_id,
        lead(covers_from) over (order by covers_from nulls last) as valid_until_date,
        row_number() over (order by covers_from nulls last) = 1 as is_first
    from deliveries
    where delivery_id in ({{ holding_states("deliveries") }})

),

-- Before the first list, the first: closures may be delivered later than the sales.
closed_dates as (

    select
        closures.store_id,
        dates.calendar_date as business_date,
        closures.closure_reason,
        closures.closed_from_date,
        closures.closed_to_date
    from closures
    inner join lists on closures.delivery_id = lists.delivery_id
    inner join dates
        on
            closures.closed_from_date <= dates.calendar_date
            and closures.closed_to_date >= dates.calendar_date
            and (closures.valid_from_date <= dates.calendar_date or lists.is_first)
            and (lists.valid_until_date > dates.calendar_date or lists.valid_until_date is null)

),

-- Closures may overlap (a holiday within a refit): the shortest one says most about the day.
final as (

    select
        store_id,
        business_date,
        closure_reason
    from closed_dates
    qualify
        row_number() over (
            partition by store_id, business_date
            order by closed_to_date - closed_from_date asc nulls last, closure_reason asc nulls last
        ) = 1

)

select * from final

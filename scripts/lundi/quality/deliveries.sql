-- One row per delivery that was taken: its rows in percent of what its entity usually brings.
--
-- Deliveries of one day count together, and only days that cover as many days before them and fall on the same weekday are
-- compared: the last eight, four at least. A day with a public holiday behind it is not judged, nor is it part of what is
-- usual: which stores open then is known to the referential, store by store. Less than 30 rows are chance. A full state is
-- compared with the one before it; how much is corrected follows no rule.
create or replace table deliveries as
with

accepted as (

    select
        source,
        entity,
        delivery_id,
        delivery_mode,
        row_count,
        control_totals,
        delivered_at,
        cast(delivered_at as date) as delivered_on
    from lundi_raw.raw.deliveries
    where status = 'accepted'

),

appended_days as (

    select
        source,
        entity,
        delivered_on,
        sum(row_count) as row_count,
        date_diff(
            'day', lag(delivered_on) over (partition by source, entity order by delivered_on), delivered_on
        ) as day_count
    from accepted
    where delivery_mode = 'append'
    group by source, entity, delivered_on

),

known_days as (

    select
        *,
        exists (
            select 1
            from public_holidays
            where
                holiday_date >= appended_days.delivered_on - cast(appended_days.day_count as integer)
                and holiday_date < appended_days.delivered_on
        ) as has_holiday
    from appended_days

),

judged_days as (

    select
        *,
        median(row_count) filter (where not has_holiday) over usual as usual_row_count,
        count(*) filter (where not has_holiday) over usual as usual_day_count
    from known_days
    window
        usual as (
            partition by source, entity, isodow(delivered_on), day_count
            order by delivered_on
            rows between 8 preceding and 1 preceding
        )

),

states as (

    select
        source,
        entity,
        delivery_id,
        lag(row_count) over (partition by source, entity order by delivered_at, delivery_id) as former_row_count
    from accepted
    where delivery_mode = 'full'

)

select
    accepted.source,
    accepted.entity,
    accepted.delivery_id,
    accepted.control_totals,
    case
        when accepted.delivery_mode = 'full' then states.former_row_count
        when
            judged_days.usual_day_count >= 4
            and judged_days.usual_row_count >= 30
            and not judged_days.has_holiday
            then judged_days.usual_row_count
    end as expected_row_count,
    case when accepted.delivery_mode = 'append' then judged_days.row_count else accepted.row_count end as row_count,
    round(
        100.0 * case when accepted.delivery_mode = 'append' then judged_days.row_count else accepted.row_count end
        / nullif(expected_row_count, 0),
        1
    ) as volume_percent
from accepted
left join judged_days
    on
        accepted.delivery_mode = 'append'
        and accepted.source = judged_days.source
        and accepted.entity = judged_days.entity
        and accepted.delivered_on = judged_days.delivered_on
left join states
    on
        accepted.source = states.source
        and accepted.entity = states.entity
        and accepted.delivery_id = states.delivery_id

-- One row per case, or person's decision, that met a pair: how many it met, refused, linked and left to people.
with

meetings as (

    select * from {{ ref("int_customer__case_meetings") }}

),

edges as (

    select * from {{ ref("int_customer__edges") }}

),

reviews as (

    select * from {{ ref("int_customer__reviews") }}

),

identities as (

    select * from {{ ref("int_customer__identities") }}

),

links as (

    select
        case_code,
        cast(count(*) as bigint) as link_count
    from edges
    group by case_code

),

changes as (

    select
        record_number,
        cast({{ utc_to_local("coalesce(updated_at, created_at)", "'Europe/Paris'") }} as date) as changed_date
    from identities

),

-- A doubt is no older than the later of its two records, as they stand.
doubts as (

    select
        reviews.case_code,
        cast(count(*) as bigint) as review_count,
        min(
            case
                when left_side.changed_date > right_side.changed_date then left_side.changed_date
                else coalesce(right_side.changed_date, left_side.changed_date)
            end
        ) as oldest_review_date
    from reviews
    inner join changes as left_side
        on reviews.left_number = left_side.record_number
    inner join changes as right_side
        on reviews.right_number = right_side.record_number
    group by reviews.case_code

),

final as (

    select
        meetings.case_code,
        meetings.pair_count,
        meetings.refusal_count,
        coalesce(links.link_count, 0) as link_count,
        coalesce(doubts.review_count, 0) as review_count,
        doubts.oldest_review_date
    from meetings
    left join links
        on meetings.case_code = links.case_code
    left join doubts
        on meetings.case_code = doubts.case_code

)

select * from final

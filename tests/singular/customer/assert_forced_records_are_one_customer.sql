-- Each pair of records that a person forced together and that other links of theirs keep apart: somebody must look.
{{ config(severity="warn") }}

with

people_decisions as (

    select *
    from {{ ref("int_customer__people_decisions") }}
    where decision = 'merge'

),

clusters as (

    select * from {{ ref("int_customer__clusters") }}

),

final as (

    select
        left_side.record_id as left_record_id,
        right_side.record_id as right_record_id
    from people_decisions
    inner join clusters as left_side
        on people_decisions.left_number = left_side.record_number
    inner join clusters as right_side
        on people_decisions.right_number = right_side.record_number
    where left_side.cluster_number <> right_side.cluster_number

)

select * from final

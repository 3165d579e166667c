-- Each link that no case of the seed and no person answers for.
with

edges as (

    select * from {{ ref("int_customer__edges") }}

),

cases as (

    select case_code
    from {{ ref("customer_match_cases") }}
    where decision = 'merge'
    union all
    select 'P01' as case_code

),

final as (

    select
        edges.left_record_id,
        edges.right_record_id,
        edges.case_code
    from edges
    left join cases
        on edges.case_code = cases.case_code
    where cases.case_code is null

)

select * from final

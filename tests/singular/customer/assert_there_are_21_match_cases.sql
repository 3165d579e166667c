-- The number of cases and their codes, where they are not 21 that run from C01 to C21.
with

final as (

    select
        count(distinct case_code) as case_count,
        min(case_code) as first_code,
        max(case_code) as last_code
    from {{ ref("customer_match_cases") }}

)

select * from final
where
    case_count <> 21
    or first_code <> 'C01'
    or last_code <> 'C21'

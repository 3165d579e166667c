-- Each group of suspected records that is too large to compare each with each: conflicts in it may be missed.
{{ config(severity="warn") }}

with

final as (

    select
        component,
        count(*) as record_count
    from {{ ref("int_customer__suspected_components") }}
    group by component

)

select * from final
where record_count > {{ var("largest_customer_cluster") }}

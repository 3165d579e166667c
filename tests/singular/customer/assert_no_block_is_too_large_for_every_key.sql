-- Each kind of key under which blocks were too large for any kind, with how many, and how many pairs are not compared.
{{ config(severity="warn") }}

with

final as (

    select
        key_kind,
        count(*) as block_count,
        max(record_count) as largest_record_count,
        sum(cast(record_count as double) * (record_count - 1) / 2) as pair_count
    from {{ ref("int_customer__blocks") }}
    where record_count > {{ var("largest_customer_block") }}
    group by key_kind

)

select * from final

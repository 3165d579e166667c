-- One row per key that several records share; one that too many share is set aside, and its pairs are not compared.
with

block_keys as (

    select * from {{ ref("int_customer__block_keys") }}

),

final as (

    select
        block_number,
        any_value(key_kind) as key_kind,
        count(*) as record_count,
        count(*) > {{ var("largest_customer_block") }} as is_set_aside
    from block_keys
    group by block_number
    having count(*) > 1

)

select * from final

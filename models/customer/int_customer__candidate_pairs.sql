-- One row per pair of records that share a key: the smaller record number stands on the left.
with

block_keys as (

    select * from {{ ref("int_customer__block_keys") }}

),

blocks as (

    select * from {{ ref("int_customer__blocks") }}
    where not is_set_aside

),

blocked as (

    select
        block_keys.record_number,
        block_keys.block_number
    from block_keys
    inner join blocks
        on block_keys.block_number = blocks.block_number

),

final as (

    select distinct
        left_side.record_number as left_number,
        right_side.record_number as right_number
    from blocked as left_side
    inner join blocked as right_side
        on
            left_side.block_number = right_side.block_number
            and left_side.record_number < right_side.record_number

)

select * from final

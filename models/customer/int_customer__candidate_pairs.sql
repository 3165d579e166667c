-- One row per pair of records that share a key: the smaller record number stands on the left.
with

block_keys as (

    select * from {{ ref("int_customer__block_keys") }}

),

evidence as (

    select * from {{ ref("int_customer__evidence") }}

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

met as (

    select distinct
        left_side.record_number as left_number,
        right_side.record_number as right_number
    from blocked as left_side
    inner join blocked as right_side
        on
            left_side.block_number = right_side.block_number
            and left_side.record_number < right_side.record_number

),

final as (

    select
        met.left_number,
        met.right_number,
        left_side.fingerprint + right_side.fingerprint as fingerprint
    from met
    inner join evidence as left_side
        on met.left_number = left_side.record_number
    inner join evidence as right_side
        on met.right_number = right_side.record_number

)

select * from final

-- Each link whose left record has not the smaller id, or that joins a record with itself.
with

final as (

    select
        left_record_id,
        right_record_id
    from {{ ref("int_customer__edges") }}

)

select * from final
where left_record_id >= right_record_id

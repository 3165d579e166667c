-- One row per candidate pair of records, with how they compare.
with

final as (

    {{ compared_records(ref("int_customer__candidate_pairs"), ref("int_customer__evidence")) }}

)

select * from final

-- One row per way in which two records compare that a case decides.
with

final as (

    {{ decided_vectors(ref("int_customer__compared_pairs"), "record") }}

)

select * from final

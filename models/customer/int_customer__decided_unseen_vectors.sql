-- One row per way in which two records that shared no key compare that a case decides.
with

final as (

    {{ decided_vectors(ref("int_customer__unseen_pairs"), "record") }}

)

select * from final

-- One row per way in which two clusters compare that a case decides.
with

final as (

    {{ decided_vectors(ref("int_customer__entity_pairs"), "entity") }}

)

select * from final

-- One row per way in which two clusters compare, after clusters have grown, that a case decides.
with

final as (

    {{ decided_vectors(ref("int_customer__grown_pairs"), "entity") }}

)

select * from final

-- One row per record of a customer in an application whose values were not read before as they stand now.
with

records as (

    select * from {{ ref("int_customer__source_records") }}

),

final as (

    {{ new_rows("records", remembered("int_customer__identities"), ["record_id", "fingerprint"]) | indent(4) }}

)

select * from final

-- One row per application that delivered customers, as it stands at the run.
with

sources as (

    select * from {{ ref("fct_customer_sources") }}

),

final as (

    select
        source_system,
        source_system_name_fr,
        source_system_name_en,
        sort_order,
        record_count,
        customer_count,
        duplicate_record_count,
        {{ share_rate("duplicate_record_count", "record_count") }} as duplicate_record_rate,
        shared_customer_count,
        {{ share_rate("shared_customer_count", "customer_count") }} as shared_customer_rate
    from sources

)

select * from final

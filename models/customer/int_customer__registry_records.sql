-- One row per record that the registry knows: the golden id that it had first and the one that it has now.
with

entries as (

    select
        record_id,
        entry_number,
        -- Null, as the last word on a record that left, would be passed over by one engine and not by the other.
        coalesce(customer_id, '') as customer_id
    from {{ ref("stg_state__customer_registry") }}

),

final as (

    select
        record_id,
        min_by(customer_id, entry_number) as first_customer_id,
        nullif(max_by(customer_id, entry_number), '') as current_customer_id,
        max(entry_number) as last_entry_number
    from entries
    group by record_id

)

select * from final

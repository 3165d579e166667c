-- One row per reason for which a store-day is incomplete, the one that is named first on top.
with

faults as (

    select * from {{ ref("store_day_faults") }}

),

final as (

    select
        fault_code,
        cast(priority as bigint) as sort_order,
        is_accepted_by_name,
        name_fr as fault_name_fr,
        name_en as fault_name_en,
        rule_fr,
        rule_en
    from faults

)

select * from final

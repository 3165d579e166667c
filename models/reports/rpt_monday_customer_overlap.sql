-- One row per combination of applications that the same customers have records in, as it stands at the run.
with

overlap as (

    select * from {{ ref("fct_customer_channel_overlap") }}

),

final as (

    select
        source_systems,
        has_loyalty,
        has_ecommerce,
        has_drive,
        has_app,
        source_system_count,
        customer_count,
        {{ share_rate("customer_count", "sum(customer_count) over ()") }} as customer_rate
    from overlap

)

select * from final

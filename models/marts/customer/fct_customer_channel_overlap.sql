-- One row per combination of applications that the same customers have records in.
with

customers as (

    select * from {{ ref("dim_customers") }}

),

final as (

    select
        {% for source_system in customer_source_systems() -%}
            {{ "|| " if not loop.first }}case when has_{{ source_system }} then '|{{ source_system }}' else '' end
        {% endfor -%}
        || '|' as source_systems,
        has_loyalty,
        has_ecommerce,
        has_drive,
        has_app,
        source_system_count,
        cast(count(*) as bigint) as customer_count,
        cast(sum(record_count) as bigint) as record_count
    from customers
    group by
        has_loyalty,
        has_ecommerce,
        has_drive,
        has_app,
        source_system_count

)

select * from final

-- Each application whose customers are not those of the combinations that it stands in.
with

sources as (

    select * from {{ ref("fct_customer_sources") }}

),

combinations as (

    select * from {{ ref("fct_customer_channel_overlap") }}

),

final as (

    select
        sources.source_system,
        sources.customer_count,
        sources.shared_customer_count,
        sum(combinations.customer_count) as overlap_customer_count
    from sources
    inner join combinations
        on combinations.source_systems like '%|' || sources.source_system || '|%'
    group by
        sources.source_system,
        sources.customer_count,
        sources.shared_customer_count
    having
        sources.customer_count <> sum(combinations.customer_count)
        or sources.shared_customer_count
        <> sum(case when combinations.source_system_count > 1 then combinations.customer_count else 0 end)

)

select * from final

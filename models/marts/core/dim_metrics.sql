-- One row per figure that the house agreed on: its names, its definition and how it is computed.
with

metrics as (

    select * from {{ ref("glossary_metrics") }}

),

final as (

    select
        metric_code,
        cast(sort_order as bigint) as sort_order,
        is_headline,
        name_fr as metric_name_fr,
        name_en as metric_name_en,
        definition_fr,
        definition_en,
        formula_fr,
        formula_en,
        unit,
        cast(decimals as bigint) as decimals,
        numerator_code,
        coalesce(denominator_code, 'one') as denominator_code,
        owner as metric_owner
    from metrics

)

select * from final

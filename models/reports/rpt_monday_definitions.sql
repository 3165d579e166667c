-- One row per figure that the report prints, in the order in which it prints them.
with

metrics as (

    select * from {{ ref("dim_metrics") }}

),

final as (

    select
        metric_code,
        sort_order,
        is_headline,
        metric_name_fr,
        metric_name_en,
        definition_fr,
        definition_en,
        formula_fr,
        formula_en,
        unit,
        decimals,
        metric_owner
    from metrics

)

select * from final

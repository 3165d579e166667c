-- One row per group of cells: whether its total is hidden, and whether nothing of it is told.
with

cells as (

    select * from {{ ref("int_share__remembered_cells") }}

),

patterns as (

    select * from {{ ref("int_share__hiding_patterns") }}

),

totals as (

    select
        product_code,
        product_version,
        group_key,
        is_hidden_anyway
    from cells
    where cell_level = 'total'

),

levels as (

    select
        product_code,
        product_version,
        group_key,
        max(case when hidden_anyway_count > 0 and last_hidden_rank is null then 1 else 0 end) = 1 as has_unprotected,
        max(case when cell_level = 'family' and hidden_anyway_count > 0 and last_hidden_rank is null then 1 else 0 end)
        = 1 as is_detail_unprotected,
        max(case when cell_level <> 'family' and hidden_anyway_count > 0 then 1 else 0 end) = 1 as has_hidden_cells
    from patterns
    group by
        product_code,
        product_version,
        group_key

),

final as (

    select
        totals.product_code,
        totals.product_version,
        totals.group_key,
        -- A total that is hidden protects as it is: no further cell beside it need go.
        totals.is_hidden_anyway or levels.has_unprotected as is_total_hidden,
        -- Zones that are all told would tell a total that families need hidden.
        levels.is_detail_unprotected or (totals.is_hidden_anyway and not levels.has_hidden_cells) as is_silent
    from totals
    inner join levels
        on
            totals.product_code = levels.product_code
            and totals.product_version = levels.product_version
            and totals.group_key = levels.group_key

)

select * from final

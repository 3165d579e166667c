-- One row per cell of a product under disclosure control, with its release code.
with

cells as (

    select * from {{ ref("int_share__remembered_cells") }}

),

ranked as (

    select * from {{ ref("int_share__ranked_cells") }}

),

patterns as (

    select * from {{ ref("int_share__hiding_patterns") }}

),

decisions as (

    select * from {{ ref("int_share__group_decisions") }}

),

hidden as (

    select
        cells.*,
        decisions.is_silent,
        decisions.is_total_hidden,
        coalesce(patterns.hidden_anyway_count > 0 and ranked.hiding_rank <= patterns.last_hidden_rank, false)
            as is_in_pattern
    from cells
    inner join decisions
        on
            cells.product_code = decisions.product_code
            and cells.product_version = decisions.product_version
            and cells.group_key = decisions.group_key
    left join ranked
        on
            cells.product_code = ranked.product_code
            and cells.product_version = ranked.product_version
            and cells.partner_code = ranked.partner_code
            and cells.cell_key = ranked.cell_key
    left join patterns
        on
            cells.product_code = patterns.product_code
            and cells.product_version = patterns.product_version
            and cells.group_key = patterns.group_key
            and cells.cell_level = patterns.cell_level

),

final as (

    select
        partner_code,
        product_code,
        product_version,
        cell_key,
        iso_week,
        group_key,
        cell_level,
        amount,
        case
            when is_confidential then 'confidential'
            when is_hidden_anyway or is_silent or is_in_pattern then 'secondary'
            -- Families that are all told would tell the total.
            when is_total_hidden and cell_level in ('total', 'family') then 'secondary'
            else 'published'
        end as release_code
    from hidden

)

select * from final

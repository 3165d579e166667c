-- One row per group of cells and level below its total, with what must be hidden there and how far hiding has to go.
with

cells as (

    select * from {{ ref("int_share__ranked_cells") }}

),

rules as (

    select * from {{ ref("dim_share_rules") }}

),

needed as (

    select
        product_code,
        product_version,
        group_key,
        cell_level,
        cast(sum(case when is_hidden_anyway then 1 else 0 end) as bigint) as hidden_anyway_count
    from cells
    group by
        product_code,
        product_version,
        group_key,
        cell_level

),

-- Hiding ends at the first rank where at least two are hidden, all that must be are, and the rest is enough.
final as (

    select
        needed.product_code,
        needed.product_version,
        needed.group_key,
        needed.cell_level,
        needed.hidden_anyway_count,
        min(
            case
                when
                    cells.hiding_rank >= 2
                    and cells.hiding_rank >= needed.hidden_anyway_count
                    and not cells.has_been_seen
                    -- Cells of nothing hide nothing: their sum would tell each.
                    and cells.hidden_amount > 0
                    and cells.hidden_secondary_amount > 0
                    and cells.hidden_amount >= (1 + rules.minimum_hidden_rest) * cells.largest_hidden_amount
                    and cells.hidden_secondary_amount
                    >= (1 + rules.minimum_hidden_rest) * cells.largest_hidden_secondary_amount
                    then cells.hiding_rank
            end
        ) as last_hidden_rank
    from cells
    inner join needed
        on
            cells.product_code = needed.product_code
            and cells.product_version = needed.product_version
            and cells.group_key = needed.group_key
            and cells.cell_level = needed.cell_level
    cross join rules
    group by
        needed.product_code,
        needed.product_version,
        needed.group_key,
        needed.cell_level,
        needed.hidden_anyway_count

)

select * from final

-- One row per cell below a total, in the order in which cells of its group and level would be hidden.
{%- set hiding = "partition by product_code, product_version, group_key, cell_level order by hiding_rank "
    ~ "rows between unbounded preceding and current row" %}
with

cells as (

    select * from {{ ref("int_share__remembered_cells") }}
    where cell_level <> 'total'

),

-- Hidden first, then the smallest of what no partner has seen.
ranked as (

    select
        *,
        row_number() over (
            partition by product_code, product_version, group_key, cell_level
            order by
                case when is_hidden_anyway then 0 when was_published then 2 else 1 end,
                amount,
                cell_key
        ) as hiding_rank
    from cells

),

final as (

    select
        partner_code,
        product_code,
        product_version,
        group_key,
        cell_level,
        cell_key,
        is_hidden_anyway,
        cast(hiding_rank as bigint) as hiding_rank,
        cast(sum(amount) over ({{ hiding }}) as numeric(18, 2)) as hidden_amount,
        cast(max(amount) over ({{ hiding }}) as numeric(18, 2)) as largest_hidden_amount,
        cast(sum(secondary_amount) over ({{ hiding }}) as numeric(18, 2)) as hidden_secondary_amount,
        cast(max(secondary_amount) over ({{ hiding }}) as numeric(18, 2)) as largest_hidden_secondary_amount,
        max(case when was_published then 1 else 0 end) over ({{ hiding }}) = 1 as has_been_seen
    from ranked

)

select * from final

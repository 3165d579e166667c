-- One row per cell of a product under disclosure control, with its release code.
{%- set hiding = "partition by product_code, product_version, group_key order by hiding_rank "
    ~ "rows between unbounded preceding and current row" %}
with

supplier_cells as (

    select * from {{ ref("int_share__supplier_cells") }}

),

profile_cells as (

    select * from {{ ref("int_share__profile_cells") }}

),

former as (

    select * from {{ ref("fct_released_cells") }}

),

rules as (

    select * from {{ ref("dim_share_rules") }}

),

cells as (

    {% for cells in ["supplier_cells", "profile_cells"] -%}
        select
            partner_code,
            product_code,
            product_version,
            iso_week,
            group_key,
            cell_key,
            is_total,
            amount,
            secondary_amount,
            is_confidential
        from {{ cells }}
        {% if not loop.last %}union all
        {% endif %}
    {%- endfor %}

),

remembered as (

    select
        cells.*,
        coalesce(former.was_hidden, false) as was_hidden,
        coalesce(former.was_published, false) as was_published,
        -- What was hidden stays hidden: two Mondays beside each other tell no more than one.
        cells.is_confidential or coalesce(former.was_hidden, false) as is_hidden_anyway
    from cells
    left join former
        on
            cells.partner_code = former.partner_code
            and cells.product_code = former.product_code
            and cells.product_version = former.product_version
            and cells.cell_key = former.cell_key

),

-- Hidden first, then the smallest of what no partner has seen.
ranked as (

    select
        *,
        row_number() over (
            partition by product_code, product_version, group_key
            order by
                case when is_hidden_anyway then 0 when was_published then 2 else 1 end,
                amount,
                cell_key
        ) as hiding_rank
    from remembered
    where not is_total

),

running as (

    select
        *,
        sum(amount) over ({{ hiding }}) as hidden_amount,
        max(amount) over ({{ hiding }}) as largest_hidden_amount,
        sum(secondary_amount) over ({{ hiding }}) as hidden_secondary_amount,
        max(secondary_amount) over ({{ hiding }}) as largest_hidden_secondary_amount,
        max(case when was_published then 1 else 0 end) over ({{ hiding }}) as has_been_seen
    from ranked

),

needed as (

    select
        product_code,
        product_version,
        group_key,
        sum(case when is_hidden_anyway then 1 else 0 end) as hidden_anyway_count
    from ranked
    group by
        product_code,
        product_version,
        group_key

),

-- A group's hiding ends at the first rank where at least two are hidden, all that must be are, and the rest is enough.
ends as (

    select
        running.product_code,
        running.product_version,
        running.group_key,
        min(
            case
                when
                    running.hiding_rank >= 2
                    and running.hiding_rank >= needed.hidden_anyway_count
                    and running.has_been_seen = 0
                    and running.hidden_amount >= (1 + rules.minimum_hidden_rest) * running.largest_hidden_amount
                    and running.hidden_secondary_amount
                    >= (1 + rules.minimum_hidden_rest) * running.largest_hidden_secondary_amount
                    then running.hiding_rank
            end
        ) as last_hidden_rank,
        max(needed.hidden_anyway_count) as hidden_anyway_count
    from running
    inner join needed
        on
            running.product_code = needed.product_code
            and running.product_version = needed.product_version
            and running.group_key = needed.group_key
    cross join rules
    group by
        running.product_code,
        running.product_version,
        running.group_key

),

hidden as (

    select
        remembered.*,
        coalesce(ends.hidden_anyway_count, 0) > 0 as has_hidden_cells,
        -- A total that is hidden protects as it is: no further cell need go.
        ends.last_hidden_rank is null as is_group_unprotected,
        coalesce(ranked.hiding_rank <= ends.last_hidden_rank, false) as is_in_pattern
    from remembered
    left join ranked
        on
            remembered.product_code = ranked.product_code
            and remembered.product_version = ranked.product_version
            and remembered.partner_code = ranked.partner_code
            and remembered.cell_key = ranked.cell_key
    left join ends
        on
            remembered.product_code = ends.product_code
            and remembered.product_version = ends.product_version
            and remembered.group_key = ends.group_key

),

final as (

    select
        partner_code,
        product_code,
        product_version,
        cell_key,
        iso_week,
        is_total,
        amount,
        case
            when is_confidential then 'confidential'
            when was_hidden then 'secondary'
            when is_total and has_hidden_cells and is_group_unprotected then 'secondary'
            when not is_total and has_hidden_cells and is_in_pattern then 'secondary'
            else 'published'
        end as release_code
    from hidden

)

select * from final

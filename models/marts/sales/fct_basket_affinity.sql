-- One row per pair of departments, or of families, that recent baskets held together: support, confidence, lift.
{%- set levels = ["department", "family"] %}
with

weeks as (

    select
        iso_week,
        first_date,
        last_date
    from {{ ref("dim_sales_weeks") }}
    where is_closed
    qualify row_number() over (order by iso_week desc nulls last) <= {{ var("steering_week_count") }}

),

products as (

    select * from {{ ref("dim_products") }}
    where is_known

),

-- A basket is known by a number, which is compared faster than the text of a ticket.
kept_lines as (

    select
        {{ hash_number("sales_lines.channel_code || '|' || sales_lines.transaction_id") }} as basket_number,
        products.department_code,
        products.family_code
    from {{ ref("fct_sales_lines") }} as sales_lines
    inner join weeks on sales_lines.iso_week = weeks.iso_week
    inner join products on sales_lines.product_id = products.product_id
    where sales_lines.quantity > 0

),

{% for level in levels %}
    {{ level }}_baskets as (

        select distinct
            basket_number,
            {{ level }}_code as node_code
        from kept_lines

    ),
{% endfor %}

window_dates as (

    select
        min(first_date) as first_date,
        max(last_date) as last_date
    from weeks

),

basket_counts as (

    select count(distinct basket_number) as basket_count from department_baskets

),

nodes as (

    {% for level in levels %}
        select
            '{{ level }}' as tree_level,
            node_code,
            count(*) as basket_count
        from {{ level }}_baskets
        group by node_code
        {{ "union all" if not loop.last }}
    {% endfor %}

),

pairs as (

    {% for level in levels %}
        select
            '{{ level }}' as tree_level,
            left_side.node_code as left_code,
            right_side.node_code as right_code,
            count(*) as pair_basket_count
        from {{ level }}_baskets as left_side
        inner join {{ level }}_baskets as right_side
            on
                left_side.basket_number = right_side.basket_number
                and left_side.node_code < right_side.node_code
        group by
            left_side.node_code,
            right_side.node_code
        {{ "union all" if not loop.last }}
    {% endfor %}

),

final as (

    select
        pairs.tree_level,
        pairs.left_code,
        pairs.right_code,
        window_dates.first_date,
        window_dates.last_date,
        cast(basket_counts.basket_count as bigint) as basket_count,
        cast(left_nodes.basket_count as bigint) as left_basket_count,
        cast(right_nodes.basket_count as bigint) as right_basket_count,
        cast(pairs.pair_basket_count as bigint) as pair_basket_count,
        cast(
            {{ ratio_half_up("pairs.pair_basket_count", "basket_counts.basket_count", 6, "numeric(38, 0)") }} as double
        ) as support_rate,
        cast({{ ratio_half_up("pairs.pair_basket_count", "left_nodes.basket_count", 4) }} as double)
            as left_to_right_confidence_rate,
        cast({{ ratio_half_up("pairs.pair_basket_count", "right_nodes.basket_count", 4) }} as double)
            as right_to_left_confidence_rate,
        cast(
            {{ ratio_half_up(
                "cast(pairs.pair_basket_count as numeric(36, 0)) * basket_counts.basket_count",
                "cast(left_nodes.basket_count as numeric(36, 0)) * right_nodes.basket_count",
                4, "numeric(38, 0)"
            ) }} as double
        ) as lift
    from pairs
    cross join basket_counts
    cross join window_dates
    inner join nodes as left_nodes
        on
            pairs.tree_level = left_nodes.tree_level
            and pairs.left_code = left_nodes.node_code
    inner join nodes as right_nodes
        on
            pairs.tree_level = right_nodes.tree_level
            and pairs.right_code = right_nodes.node_code

)

select * from final

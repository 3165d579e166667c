{#-
    The measures of a mart by node of the product tree, with exact ticket counts, from a CTE of sales lines.
-#}
{% macro tree_node_measures() -%}
    cast(sum(sales_eur_incl_tax) as numeric(18, 2)) as sales_eur_incl_tax,
    {{ sum_if_complete("sales_eur_excl_tax") }} as sales_eur_excl_tax,
    cast(sum(discount_eur_incl_tax) as numeric(18, 2)) as discount_eur_incl_tax,
    cast(sum(case when margin_eur_excl_tax is not null then sales_eur_excl_tax end) as numeric(18, 2))
        as margin_base_eur_excl_tax,
    cast(sum(margin_eur_excl_tax) as numeric(18, 2)) as margin_eur_excl_tax,
    cast(sum(item_count) as bigint) as item_count,
    cast(count(*) as bigint) as line_count,
    cast(count(distinct case when quantity > 0 then transaction_id end) as bigint) as containing_ticket_count
{%- endmacro %}

{#-
    A select of weekly sales by channel and node of one level of the product tree.
    lines: a CTE of sales lines with department_code, aisle_code and family_code; level: department, aisle or family.
-#}
{% macro product_tree_sales(lines, level) -%}
    {%- set levels = ["department", "aisle", "family"] -%}
    {%- set depth = levels.index(level) -%}
    select
        channel_code,
        iso_week,
        '{{ level }}' as tree_level,
        {%- for name in levels %}
        {{ name ~ "_code" if loop.index0 <= depth else "'(all)' as " ~ name ~ "_code" }},
        {%- endfor %}
        {{ tree_node_measures() }}
    from {{ lines }}
    group by
        channel_code,
        iso_week
        {%- for name in levels[: depth + 1] %},
        {{ name }}_code
        {%- endfor %}
{%- endmacro %}

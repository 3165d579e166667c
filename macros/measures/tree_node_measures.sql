{#- The additive measures of a mart by node of the product tree, from a CTE of sales lines. -#}
{% macro tree_node_measures() -%}
    cast(sum(sales_eur_incl_tax) as numeric(18, 2)) as sales_eur_incl_tax,
    {{ sum_if_complete("sales_eur_excl_tax") }} as sales_eur_excl_tax,
    cast(sum(discount_eur_incl_tax) as numeric(18, 2)) as discount_eur_incl_tax,
    cast(sum(case when margin_eur_excl_tax is not null then sales_eur_excl_tax end) as numeric(18, 2))
        as margin_base_eur_excl_tax,
    cast(sum(margin_eur_excl_tax) as numeric(18, 2)) as margin_eur_excl_tax,
    cast(sum(item_count) as bigint) as item_count,
    cast(count(*) as bigint) as line_count
{%- endmacro %}

{#- The same measures from a finer node of the tree that carries them. -#}
{% macro summed_tree_nodes() -%}
    cast(sum(sales_eur_incl_tax) as numeric(18, 2)) as sales_eur_incl_tax,
    {{ sum_if_complete("sales_eur_excl_tax") }} as sales_eur_excl_tax,
    cast(sum(discount_eur_incl_tax) as numeric(18, 2)) as discount_eur_incl_tax,
    cast(sum(margin_base_eur_excl_tax) as numeric(18, 2)) as margin_base_eur_excl_tax,
    cast(sum(margin_eur_excl_tax) as numeric(18, 2)) as margin_eur_excl_tax,
    cast(sum(item_count) as bigint) as item_count,
    cast(sum(line_count) as bigint) as line_count
{%- endmacro %}

{#-
    A select of weekly sales by channel and node of one level of the product tree.
    families: a CTE of the sales of families with aisle_ticket_count and family_ticket_count; level: aisle or family.
-#}
{% macro tree_level_sales(families, level) -%}
    select
        channel_code,
        iso_week,
        '{{ level }}' as tree_level,
        department_code,
        aisle_code,
        {{ "family_code" if level == "family" else "'(all)' as family_code" }},
        {{ summed_tree_nodes() }},
        cast(sum({{ level }}_ticket_count) as bigint) as containing_ticket_count
    from {{ families }}
    group by
        channel_code,
        iso_week,
        department_code,
        aisle_code
        {%- if level == "family" %},
        family_code
        {%- endif %}
{%- endmacro %}

{#- Tickets that hold a department, an aisle, a family: sums over their families, flagged where first of a node. -#}
{% macro flagged_ticket_counts() -%}
    cast(sum(case when is_first_of_department then 1 else 0 end) as bigint) as department_ticket_count,
    cast(sum(case when is_first_of_aisle then 1 else 0 end) as bigint) as aisle_ticket_count,
    cast(count(*) as bigint) as family_ticket_count
{%- endmacro %}

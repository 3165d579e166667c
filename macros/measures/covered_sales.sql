{#-
    A select of an edition's comparisons by channel or department, with the edition's total beside each row and the
    compared side only where the comparison can be made.

    compared: a CTE of edition, week, comparison and current_/compared_ measures; coverage: a CTE of
    fct_edition_comparisons_weekly; columns: further columns of `compared` to keep.
-#}
{% macro covered_sales(compared, coverage, columns) -%}
    select
        {{ compared }}.edition_code,
        {{ compared }}.iso_week,
        {{ compared }}.comparison_code,
        {%- for column in columns %}
        {{ compared }}.{{ column }},
        {%- endfor %}
        {{ compared }}.current_sales_eur_incl_tax as current_sales,
        {{ compared }}.current_margin_eur_excl_tax as current_margin,
        {{ compared }}.current_margin_base_eur_excl_tax as current_margin_base,
        sum({{ compared }}.current_sales_eur_incl_tax) over (
            partition by {{ compared }}.edition_code, {{ compared }}.iso_week, {{ compared }}.comparison_code
        ) as total_sales,
        case when {{ coverage }}.reason_code is null then {{ compared }}.compared_sales_eur_incl_tax end as compared_sales,
        {{ coverage }}.reason_code as coverage_reason_code
    from {{ compared }}
    inner join {{ coverage }}
        on
            {{ compared }}.edition_code = {{ coverage }}.edition_code
            and {{ compared }}.iso_week = {{ coverage }}.iso_week
            and {{ compared }}.comparison_code = {{ coverage }}.comparison_code
{%- endmacro %}

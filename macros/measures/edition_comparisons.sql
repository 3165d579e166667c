{#-
    The comparisons of a report edition, as a dictionary: code to the comparison of stores that it sums. Like-for-like is
    the prior year over the comparable stores alone.
-#}
{% macro edition_comparisons() -%}
    {%- do return({
        "prior_year": "prior_year",
        "prior_year_event": "prior_year_event",
        "like_for_like": "prior_year",
        "week_before": "week_before",
        "year_to_date": "year_to_date",
    }) -%}
{%- endmacro %}

{#- The same as rows of a CTE: comparison_code, store_comparison_code. -#}
{% macro edition_comparison_rows() -%}
    {%- for comparison_code, of_stores in edition_comparisons().items() %}
    select
        '{{ comparison_code }}' as comparison_code,
        '{{ of_stores }}' as store_comparison_code
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
{%- endmacro %}

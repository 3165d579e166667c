{#-
    Why an evolution is not stated, as a reason code; null where it is. The first that applies, widest first.
    coverage_reason: the reason that holds for the whole comparison (fct_comparison_coverage_weekly).
-#}
{% macro evolution_reason(coverage_reason, current, compared) -%}
    case
        when {{ coverage_reason }} is not null then {{ coverage_reason }}
        when {{ current }} is null then 'no_sales'
        when {{ compared }} is null then 'no_compared_sales'
        when {{ compared }} <= 0 then 'not_positive'
    end
{%- endmacro %}

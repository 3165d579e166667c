{#- What can happen to a golden customer, in the order in which reports print it. -#}
{% macro customer_event_types() -%}
    {%- do return(["created", "merged", "split", "moved", "reclaimed", "erased"]) -%}
{%- endmacro %}

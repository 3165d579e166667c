{#-
    The distance channels and the staging model of each that holds one kind of rows, as a list of pairs.
    rows: 'orders', 'order_lines', 'returns' or 'accounts' (a partner's customers have none).
-#}
{% macro order_channels(rows) -%}
    {%- set sources = {"home_delivery": "ecommerce", "drive": "drive", "marketplace": "marketplace"} -%}
    {%- set pairs = [] -%}
    {%- for channel_code, source in sources.items() if not (rows == "accounts" and source == "marketplace") -%}
        {%- do pairs.append((channel_code, "stg_" ~ source ~ "__" ~ rows)) -%}
    {%- endfor -%}
    {%- do return(pairs) -%}
{%- endmacro %}

{#- The source system that delivers the orders of a distance channel, as an expression; channel: a channel code. -#}
{% macro order_source(channel) -%}
    case {{ channel }}
        {%- for channel_code, relation in order_channels("orders") %}
        when '{{ channel_code }}' then '{{ relation.split("__")[0].removeprefix("stg_") }}'
        {%- endfor %}
    end
{%- endmacro %}

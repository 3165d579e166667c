{#- A share as the report prints it: rounded half up to a tenth of a percent (as a fraction), as a double. -#}
{% macro share_rate(part, whole) -%}
    cast({{ ratio_half_up(part, whole, 3) }} as double)
{%- endmacro %}

{#-
    numerator / denominator rounded half up (away from zero) to `scale` decimals, exactly; null where the denominator
    is null or zero.

    Neither engine's own division will do: DuckDB divides decimals as doubles, so that 10.01 / 2 rounds to 5.00, and
    Snowflake keeps six digits. Whole numbers divided after taking the remainder away are exact on both.
    numerator, denominator: numeric with at most four decimals, below 10^11 at scale 2.
-#}
{% macro ratio_half_up(numerator, denominator, scale=2) -%}
    {%- set a = "2 * abs(cast((" ~ numerator ~ ") * 10000 as bigint)) * " ~ 10 ** scale
        ~ " + abs(cast((" ~ denominator ~ ") * 10000 as bigint))" -%}
    {%- set b = "2 * abs(cast((" ~ denominator ~ ") * 10000 as bigint))" -%}
    case
        when ({{ denominator }}) <> 0
            then cast(
                sign({{ numerator }}) * sign({{ denominator }})
                * cast((({{ a }}) - mod({{ a }}, {{ b }})) / ({{ b }}) as bigint)
                * {{ "1" if scale == 0 else "0." ~ "0" * (scale - 1) ~ "1" }}
                as numeric(18, {{ scale }})
            )
    end
{%- endmacro %}

{#-
    The evolution of a figure against the one compared, rounded half up to a tenth of a percent (as a fraction), as a
    double; null where it has no meaning: nothing to compare with, or a compared figure that is not above zero.
    A ratio evolves by its terms (current numerator x compared denominator against the reverse), so that nothing is
    rounded before the end; hence the wide whole numbers. Two amounts do with whole="bigint", which is much faster.
-#}
{% macro evolution_rate(current, compared, whole="numeric(38, 0)") -%}
    case
        when {{ compared }} > 0 then cast({{ ratio_half_up("(" ~ current ~ ") - (" ~ compared ~ ")", compared, 3, whole) }} as double)
    end
{%- endmacro %}

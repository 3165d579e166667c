{#-
    Why a transaction cannot be trusted, as a reason code: the first that applies; null where it is sound (decision 0009).

    what: 'ticket', 'order' or 'return', the word that the codes carry; header: a CTE with the transaction's sent_count,
    has_known_store, delivered_at, time_zone, business_date, opened_date and total_eur_incl_tax; totals: a CTE of its
    lines with line_count, distinct_line_count and amount_eur_incl_tax, null where no line came, or none for
    transactions that have no lines of their own.
-#}
{% macro set_aside_reason(what, header, totals=none) -%}
    case
        when {{ header }}.sent_count > 1 then '{{ what }}_repeated'
        when not {{ header }}.has_known_store then 'store_unknown'
        when
            {{ header }}.business_date
            > cast({{ utc_to_local(header ~ ".delivered_at", header ~ ".time_zone") }} as date)
            then 'date_after_delivery'
        when {{ header }}.business_date < {{ header }}.opened_date then 'date_before_opening'
        {%- if totals %}
        when {{ totals }}.line_count is null then '{{ what }}_without_lines'
        when {{ totals }}.line_count > {{ totals }}.distinct_line_count then 'line_repeated'
        when {{ totals }}.amount_eur_incl_tax <> {{ header }}.total_eur_incl_tax then 'lines_differ_from_total'
        {%- endif %}
    end
{%- endmacro %}

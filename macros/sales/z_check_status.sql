{#-
    What a comparison of till tickets with their Z reports finds, as a code: the first that applies; `agrees` else.

    z_is_expected: whether a Z report had to come, a condition; z_is_repeated: whether one came twice, a condition. The
    columns ticket_count, ticket_total_eur_incl_tax, z_ticket_count and z_total_eur_incl_tax are those in scope; those of
    the Z are null where none came.
-#}
{% macro z_check_status(z_is_expected, z_is_repeated) -%}
    case
        when z_total_eur_incl_tax is null and {{ z_is_expected }} then 'z_missing'
        when z_total_eur_incl_tax is null then 'z_not_expected'
        when {{ z_is_repeated }} then 'z_repeated'
        when z_ticket_count > ticket_count then 'tickets_missing'
        when z_ticket_count <> ticket_count or z_total_eur_incl_tax <> ticket_total_eur_incl_tax then 'z_differs'
        else 'agrees'
    end
{%- endmacro %}

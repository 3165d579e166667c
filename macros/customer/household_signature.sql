{#-
    What a comparison says of the home and the contacts, as a text: first whether the family names agree (n), are missing
    on a side (m) or differ (d), then card, e-mail, phone, address, and, where no address is compared, postal code and
    town. Pairs of one signature are worth the same, and birth dates tell how much (int_customer__household_evidence).
    vector: as compared_records gives it.
-#}
{% macro household_signature(vector) -%}
    case substr({{ vector }}, 2, 1) when 'M' then 'm' when 'D' then 'd' else 'n' end
    || substr({{ vector }}, 4, 3)
    || replace(substr({{ vector }}, 7, 1), 'C', 'S')
    || case when substr({{ vector }}, 7, 1) = 'M' then substr({{ vector }}, 8, 2) else '--' end
    || case substr({{ vector }}, 11, 1) when 'S' then '+' else '' end
{%- endmacro %}

{#- The coarser kind of a signature: whether contacts and home agree or disagree somewhere. It stands in for rare ones. -#}
{% macro household_kind(signature) -%}
    left({{ signature }}, 1)
    || case when substr({{ signature }}, 2, 3) like '%S%' then 's' else '-' end
    || case when substr({{ signature }}, 2, 3) like '%D%' then 'd' else '-' end
    || case when substr({{ signature }}, 5) like '%S%' then 's' else '-' end
    || case when substr({{ signature }}, 5) like '%D%' then 'd' else '-' end
    || substr({{ signature }}, 8)
{%- endmacro %}

{#- The class of a share of birth dates that agree. -#}
{% macro household_class(share) -%}
    case
        when {{ share }} >= {{ var("household_proven_rate") }} then 'proven'
        when {{ share }} >= {{ var("household_likely_rate") }} then 'likely'
        when {{ share }} >= 0.5 then 'weak'
        when {{ share }} >= {{ var("household_contrary_rate") }} then 'doubtful'
        else 'contrary'
    end
{%- endmacro %}

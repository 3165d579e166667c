{#- The mailbox as written, in small letters, without the signs that copying leaves around it. -#}
{% macro trimmed_email(email) -%}
    trim(lower({{ email }}), ' .,;<>')
{%- endmacro %}

{#-
    Whether a trimmed mailbox looks like one, as a condition: one @, a name before it, a domain with a dot and an end of
    two letters behind it. What the owner typed wrong within these rules no rule can know.
-#}
{% macro is_email(email) -%}
    (
        {{ email }} like '_%@_%.__%'
        and not {{ email }} like '%@%@%'
        and not {{ email }} like '%@.%'
        and not {{ email }} like '%@-%'
        and not {{ email }} like '%..%'
        and not {{ email }} like '.%'
        and not {{ email }} like '+%'
        and not {{ email }} like 'null@%'
        and {{ has_only_characters(email, "abcdefghijklmnopqrstuvwxyz0123456789.@_+%&!#$*/=?{|}~''-") }}
        and length(split_part({{ email }}, '.', -1)) >= 2
    )
{%- endmacro %}

{#- The domain by which a mailbox is compared: Google has two names for one. -#}
{% macro email_domain(email) -%}
    case
        when {{ email }} like '%@googlemail.com' then 'gmail.com'
        else split_part({{ email }}, '@', 2)
    end
{%- endmacro %}

{#-
    The name before the @ by which a mailbox is compared: what follows a plus sign is the owner's own mark, and Gmail
    reads no dots. domain: the column of email_domain.
-#}
{% macro email_local_part(email, domain) -%}
    case
        when {{ domain }} = 'gmail.com' then replace(split_part(split_part({{ email }}, '@', 1), '+', 1), '.', '')
        else split_part(split_part({{ email }}, '@', 1), '+', 1)
    end
{%- endmacro %}

{#-
    The channels of contact, each with the expression over the columns of int_customer__identities that says where a record
    is reached by it; null where it is not. A landline takes calls and no text message; a letter needs street and postal
    code.
-#}
{% macro contact_points() %}
    {{ return([
        ("email", "email"),
        ("sms", "phone"),
        ("phone", "coalesce(phone, landline)"),
        ("post", "street_key || ' ' || postal_code || ' ' || coalesce(city, '')"),
        ("push", "case when source_system = 'app' then record_id end"),
    ]) }}
{% endmacro %}

{#-
    Schemas carry the same names in every database and on both engines: no target prefix.
    LUNDI_SCHEMA_PREFIX keeps proposed changes apart in the database where they are tried out (target ci).
-#}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {{ env_var("LUNDI_SCHEMA_PREFIX", "") }}{{ (custom_schema_name or target.schema) | trim }}
{%- endmacro %}

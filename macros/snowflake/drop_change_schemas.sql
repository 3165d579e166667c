{#-
    Drops the schemas of a proposed change (LUNDI_SCHEMA_PREFIX) in the database where changes are tried out.
    Run: dbt run-operation drop_change_schemas --target ci. Raises on any other target, and without a prefix.
-#}
{% macro drop_change_schemas() %}
    {% set prefix = env_var("LUNDI_SCHEMA_PREFIX", "") %}
    {% if target.name != "ci" or not prefix %}
        {{ exceptions.raise_compiler_error("Only for --target ci, with LUNDI_SCHEMA_PREFIX set: nothing was dropped.") }}
    {% endif %}
    {% for row in list_schemas(target.database).rows if (row["name"] | lower).startswith(prefix | lower) %}
        {% do adapter.drop_schema(api.Relation.create(database=target.database, schema=row["name"])) %}
        {{ log("dropped " ~ target.database ~ "." ~ row["name"], info=true) }}
    {% endfor %}
{% endmacro %}

{#-
    Stops a build that would find nothing to read.
    Only commands that build ask the engine, so that `dbt compile` and `dbt docs` work without one. A proposed change
    (target ci) may not read raw, and builds nothing that does.
-#}
{% macro assert_raw_is_loaded() %}
    {% if execute and flags.WHICH in ("build", "run") and target.name != "ci" %}
        {% set deliveries = run_query(
            "select count(*) from " ~ source("ledger", "deliveries") ~ " where status = 'accepted'"
        ) %}
        {% if deliveries.rows[0][0] | int == 0 %}
            {{ exceptions.raise_compiler_error("No delivery has been accepted yet: run `lundi ingest` first.") }}
        {% endif %}
    {% endif %}
{% endmacro %}

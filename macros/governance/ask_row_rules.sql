{#-
    Asks the row rules of all models (`valid_rows`, `unique_key`, `never_null`) many at a time, once everything is built:
    `lundi monday` leaves them out of the build and sets LUNDI_ASKS_IN_BATCHES, since dbt spends more on a test than an
    engine on its answer. Whoever runs dbt alone gets them one by one.

    Each batch is told as one line of JSON for `lundi` to read: the test, the number of its failing rows, its status as
    dbt would give it, seconds. A rule of what was not built is skipped. Raises what the engine says of a statement.
-#}
{% macro ask_row_rules() %}
    {%- if execute and flags.WHICH == "build" and env_var("LUNDI_ASKS_IN_BATCHES", "no") == "yes" -%}
        {%- set unbuilt = [] -%}
        {%- for result in results if result.status | string not in ("success", "pass", "warn", "no-op") -%}
            {%- do unbuilt.append(result.node.unique_id) -%}
        {%- endfor -%}
        {%- for tests in row_rules() | batch(row_rules_of_a_batch()) -%}
            {%- set asked = tests | rejectattr("attached_node", "in", unbuilt) | list -%}
            {%- set skipped = tests | selectattr("attached_node", "in", unbuilt) | list -%}
            {%- do log("lundi_answers " ~ tojson(answers_of(asked) + skipped_answers(skipped)), info=true) -%}
        {%- endfor -%}
    {%- endif -%}
{% endmacro %}

{#- Rows of a model are grouped in memory while its rule is asked: more at a time would hold more of them. -#}
{% macro row_rules_of_a_batch() %}{{ return(12) }}{% endmacro %}

{#-
    The tests whose failing rows are found by one select over their model, those of a model beside each other. An ephemeral
    model is no relation that could be asked: it has dbt's own tests.
-#}
{% macro row_rules() %}
    {%- set found = [] -%}
    {%- for node in graph.nodes.values() | selectattr("resource_type", "equalto", "test") -%}
        {%- if node.test_metadata and node.test_metadata.name in ("valid_rows", "unique_key", "never_null") -%}
            {%- do found.append(node) -%}
        {%- endif -%}
    {%- endfor -%}
    {{ return(found | sort(attribute="attached_node,name") | list) }}
{% endmacro %}

{#- What the engine says of these tests, asked in one statement. -#}
{% macro answers_of(tests) %}
    {%- if not tests -%}{{ return([]) }}{%- endif -%}
    {%- set selects = [] -%}
    {%- for test in tests -%}
        {%- do selects.append(
            "select '" ~ test.unique_id ~ "' as test_id, count(*) as failing_count from (\n"
            ~ row_rule_sql(test) ~ "\n) as failing"
        ) -%}
    {%- endfor -%}
    {%- set started_at = modules.datetime.datetime.utcnow() -%}
    {%- set rows = run_query(selects | join("\nunion all\n")).rows -%}
    {%- set seconds = (modules.datetime.datetime.utcnow() - started_at).total_seconds() / tests | length -%}
    {%- set counts = {} -%}
    {%- for row in rows -%}
        {%- do counts.update({row[0]: row[1] | int}) -%}
    {%- endfor -%}
    {%- set answers = [] -%}
    {%- for test in tests -%}
        {%- set count = counts[test.unique_id] -%}
        {%- set if_failing = "warn" if test.config.severity | lower == "warn" else "fail" -%}
        {%- do answers.append({
            "unique_id": test.unique_id,
            "status": if_failing if count else "pass",
            "failures": count,
            "message": "Got " ~ count ~ " rows that break it" if count else none,
            "started_at": started_at.isoformat() ~ "Z",
            "seconds": seconds,
        }) -%}
    {%- endfor -%}
    {{ return(answers) }}
{% endmacro %}

{% macro skipped_answers(tests) %}
    {%- set answers = [] -%}
    {%- for test in tests -%}
        {%- do answers.append({
            "unique_id": test.unique_id, "status": "skipped", "failures": none, "message": "its model was not built",
            "started_at": none, "seconds": 0,
        }) -%}
    {%- endfor -%}
    {{ return(answers) }}
{% endmacro %}

{#- The select of a test, as its own macro writes it, over its model or the rows of it that the test is about. -#}
{% macro row_rule_sql(test) %}
    {%- set model = graph.nodes[test.attached_node] -%}
    {%- set relation = api.Relation.create(database=model.database, schema=model.schema, identifier=model.alias) -%}
    {%- if test.config.where -%}
        {%- set relation = "(select * from " ~ relation ~ " where " ~ test.config.where ~ ") as chosen" -%}
    {%- endif -%}
    {%- set rules = {"valid_rows": test_valid_rows, "unique_key": test_unique_key, "never_null": test_never_null} -%}
    {%- set arguments = {} -%}
    {%- for name, value in test.test_metadata.kwargs.items() if name in ("key", "required", "listed", "columns") -%}
        {%- do arguments.update({name: value}) -%}
    {%- endfor -%}
    {{ return(rules[test.test_metadata.name](relation, **arguments)) }}
{% endmacro %}

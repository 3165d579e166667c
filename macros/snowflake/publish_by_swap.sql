{#-
    Publishes on Snowflake what was built in a database beside the published one: one statement gives each the other's
    name. What was published until then is the former edition; the same operation once more is the rollback.
    Run: dbt run-operation publish_by_swap --target prod --args '{build_database: LUNDI_BUILD}', which asks and changes
    nothing; then with '{build_database: LUNDI_BUILD, dry_run: false}'. Raises on any other target, and where the build
    must not be published. The role must own both databases: docs/production.md.
-#}
{% macro publish_by_swap(build_database, dry_run=true) %}
    {% set published, built = target.database | upper, build_database | upper %}
    {% if target.name != "prod" %}
        {{ exceptions.raise_compiler_error("Only for --target prod: nothing was published.") }}
    {% endif %}
    {% if built == published or not modules.re.fullmatch("[A-Z][A-Z0-9_]*", built) %}
        {{ exceptions.raise_compiler_error("build_database must name a database beside " ~ published ~ ".") }}
    {% endif %}
    {#- A view that names its database would read the former edition from the moment of the swap on. -#}
    {% set views_that_name_it %}
        select lower(table_schema || '.' || table_name) as view_name
        from {{ built }}.information_schema.views
        where table_schema <> 'INFORMATION_SCHEMA'
            and (upper(view_definition) like '%{{ built }}.%' or upper(view_definition) like '%"{{ built }}"%')
        order by 1
    {% endset %}
    {% set found = run_query(views_that_name_it).columns[0].values() | list %}
    {% if found %}
        {{ exceptions.raise_compiler_error(
            found | length ~ " views of " ~ built ~ " name their database, " ~ found[0] ~ " among them: after a swap "
            ~ "they would read the former edition. Nothing was published."
        ) }}
    {% endif %}
    {% set weeks = run_query("select count(*) from " ~ built ~ ".reports.rpt_monday_header").columns[0].values()[0] %}
    {% if not weeks %}
        {{ exceptions.raise_compiler_error(built ~ " holds no report: nothing was published.") }}
    {% endif %}
    {% set swap = "alter database " ~ published ~ " swap with " ~ built %}
    {% if dry_run %}
        {{ log("dry run, nothing was changed: " ~ swap, info=true) }}
    {% else %}
        {% do run_query(swap) %}
        {{ log("published: " ~ swap, info=true) }}
    {% endif %}
{% endmacro %}

{#-
    What the run before left, where it may be gone on from. Reading, comparing and looking up depend on nothing but the
    values of the records concerned and on the rules; so each row that a model remembers carries a fingerprint of both, and
    holds as long as today's is the same. A run that was killed leaves nothing behind that could be mistaken for today's.

    remembered(name): the table of a model as it stands before this run makes it anew. None at a first run, under
    --full-refresh, in unit tests, and where the model has other columns now.
-#}
{% macro remembered(name) -%}
    {%- if not execute or model.resource_type != "model" or should_full_refresh() -%}
        {{ return(none) }}
    {%- endif -%}
    {%- set relation = adapter.get_relation(this.database, this.schema, name) -%}
    {%- if relation is none or relation.type != "table" -%}
        {{ return(none) }}
    {%- endif -%}
    {%- set stored = adapter.get_columns_in_relation(relation) | map(attribute="name") | map("lower") | sort -%}
    {%- set documented = graph.nodes["model.lundi." ~ name].columns | map("lower") | sort -%}
    {{ return(relation if stored | list == documented | list else none) }}
{%- endmacro %}

{#-
    A select of the rows of a CTE that the model does not remember. known: what remembered() gave; keys: columns, the
    fingerprint among them, that are the same in a row that is known.
-#}
{% macro new_rows(rows, known, keys) -%}
    select {{ rows }}.*
    from {{ rows }}
    {%- if known %}
    where
        not exists (
            select 1
            from {{ known }} as known
            where
                {%- for key in keys %}
                {{ "and " if not loop.first }}{{ rows }}.{{ key }} = known.{{ key }}
                {%- endfor %}
        )
    {%- endif %}
{%- endmacro %}

{#-
    A statement for the pre-hook of a model that remembers: what does not hold any more goes before the new rows come.
    current: the model whose rows say what holds; keys: columns of both, the fingerprint among them. Nothing where the
    table will be made anew; all rows go where they can not be gone on from.
-#}
{% macro forget_stale_rows(current, keys) -%}
    {%- set stored = load_cached_relation(this) -%}
    {%- if execute and stored is not none and not should_full_refresh() -%}
        delete from {{ this }}
        {%- if remembered(this.identifier) %}
        where
            not exists (
                select 1
                from {{ adapter.get_relation(this.database, this.schema, current) }} as today
                where
                    {%- for key in keys %}
                    {{ "and " if not loop.first }}{{ this }}.{{ key }} = today.{{ key }}
                    {%- endfor %}
            )
        {%- endif %}
    {%- endif -%}
{%- endmacro %}

{#-
    A text that changes with any rule of the unification: its models, macros, seeds and variables, whatever they are for.
    A list by hand of what each step depends on would be shorter, and wrong one day.
-#}
{% macro customer_rules() -%}
    {%- if not execute -%}
        {{ return("") }}
    {%- endif -%}
    {%- set rules = [] -%}
    {%- for name, generator in context["lundi"].items() | sort(attribute="0") -%}
        {%- if generator.macro is defined and generator.macro.original_file_path.split("/")[1] in ("customer", "cross_db") -%}
            {%- do rules.append(generator.macro.macro_sql) -%}
        {%- endif -%}
    {%- endfor -%}
    {%- for id, node in graph.get("nodes", {}).items() | sort(attribute="0") -%}
        {%- if node.resource_type in ("model", "seed") and "customer" in node.fqn[:-1] -%}
            {%- do rules.append(node.checksum.checksum) -%}
        {%- endif -%}
    {%- endfor -%}
    {%- for name in customer_variables() -%}
        {%- do rules.append(name ~ "=" ~ var(name)) -%}
    {%- endfor -%}
    {{ return(local_md5(rules | join("\n"))) }}
{%- endmacro %}

{#- Every variable that a model or macro of the unification reads (test_remembered.py compares). -#}
{% macro customer_variables() -%}
    {{ return([
        "birth_date_earliest", "common_first_name_birth_count", "french_first_name_birth_count",
        "frequent_first_name_last_name_count", "generic_value_last_name_count", "household_contrary_rate",
        "household_likely_rate", "household_proven_rate", "largest_broad_block", "largest_customer_block",
        "largest_customer_cluster", "largest_household", "lookup_certain_strength", "lookup_likely_strength",
        "people_decision_strength", "refused_pair_share",
    ]) }}
{%- endmacro %}

{#- A number that changes with any of these columns, all of them text or numbers, and with the rules. -#}
{% macro fingerprint(columns) -%}
    {%- set texts = [] -%}
    {%- for column in columns -%}
        {%- do texts.append("coalesce(cast(" ~ column ~ " as varchar), '-')") -%}
    {%- endfor -%}
    {{ hash_number(texts | join(" || '|' || ") ~ " || '|" ~ customer_rules() ~ "'") }}
{%- endmacro %}

{#-
    Brings what partners are given on Snowflake to what the share seeds say, then verifies it: copies, secure views, shares,
    grants, accounts. Run after each Monday, as the role that owns shares:
    LUNDI_SNOWFLAKE_ROLE=LUNDI_SHARE_ADMIN dbt run-operation share_sync --target prod, which prints the statements and
    changes nothing; then with --args '{dry_run: false}'. Raises on any other target, before anything is changed where a
    partner cannot be served as the seed says, and at the end where a share holds more or less than it must. What is told
    is written down in LUNDI_STATE first, so that a later Monday remembers what was hidden.
-#}
{% macro share_sync(dry_run=true, database="LUNDI_SHARE", memory_database="LUNDI_STATE") %}
    {% if target.name != "prod" %}
        {{ exceptions.raise_compiler_error("Only for --target prod: nothing was shared.") }}
    {% endif %}
    {% set partners = [] %}
    {% for row in share_rows(
        "select partner_code, snowflake_account, snowflake_account_locator, snowflake_region, is_reader_account from "
        ~ ref("share_partners") ~ " order by partner_code"
    ) %}
        {% do partners.append(
            {"code": row[0], "account": row[1], "locator": row[2], "region": row[3], "is_reader": row[4]}
        ) %}
    {% endfor %}
    {% do check_share_partners(partners) %}
    {% set products = share_sync_products() %}
    {% set access = share_access_select(ref("share_partners"), ref("share_entitlements"), ref("share_products")) %}
    {% set tables_of = {} %}
    {% for row in share_rows(
        "select distinct partner_code, table_name from (" ~ access ~ ") as access where valid_from <= current_date "
        ~ "and (valid_to is null or valid_to >= current_date) order by 1, 2"
    ) %}
        {% do tables_of.setdefault(row[0], []).append(row[1]) %}
    {% endfor %}
    {% set found = share_found() %}
    {% set rules = {} %}
    {% for row in share_rows("select rule_code, rule_value from " ~ ref("share_rules") ~ " order by rule_code") %}
        {% do rules.update({row[0]: row[1] | string}) %}
    {% endfor %}
    {% set memory = {
        "database": memory_database,
        "moment": run_started_at.strftime("%Y-%m-%d %H:%M:%S"),
        "invocation": invocation_id,
        "rules": tojson(rules) | replace("'", "''"),
    } %}
    {% set statements = share_content_statements(database, products, access, memory) %}
    {% for partner in partners %}
        {% do statements.extend(share_partner_statements(
            database, partner, tables_of.get(partner.code, []), found.get(share_name(partner.code))
        )) %}
    {% endfor %}
    {#- A partner that left the seed keeps an empty share, so that it may come back without making a database anew. -#}
    {% set known = partners | map(attribute="code") | map("upper") | list %}
    {% for share in found | sort if share.removeprefix("LUNDI_TO_") not in known %}
        {% do statements.extend(share_partner_statements(
            database, {"code": share.removeprefix("LUNDI_TO_") | lower, "account": none}, [], found[share]
        )) %}
    {% endfor %}
    {% for statement in statements %}
        {% if dry_run %}
            {{ log(statement ~ ";", info=true) }}
        {% else %}
            {% do run_query(statement) %}
        {% endif %}
    {% endfor %}
    {% for partner in partners if partner.is_reader and partner.code in tables_of %}
        {{ log("-- To be run once in the reader account of " ~ partner.code ~ ", by its administrator:", info=true) }}
        {% for statement in share_reader_statements(partner) %}
            {{ log("-- " ~ statement ~ ";", info=true) }}
        {% endfor %}
    {% endfor %}
    {% if dry_run %}
        {{ log("dry run, nothing was changed: " ~ statements | length ~ " statements", info=true) }}
    {% else %}
        {% do share_verify(database, partners, tables_of) %}
        {{ log(statements | length ~ " statements ran; every share is as the seeds say", info=true) }}
    {% endif %}
{% endmacro %}

{#- Raises where a share of ours holds another grant or account than it must, or lacks one. -#}
{% macro share_verify(database, partners, tables_of) %}
    {% set found, differences, wanted = share_found(), [], {} %}
    {% for partner in partners %}
        {% do wanted.update({share_name(partner.code): partner}) %}
    {% endfor %}
    {% for share in (found.keys() | list + wanted.keys() | list) | unique | sort %}
        {% set partner = wanted.get(share) %}
        {% set tables = tables_of.get(partner.code, []) if partner and partner.account else [] %}
        {% set now = found.get(share, {"grants": [], "accounts": []}) %}
        {% for grant in share_grants(database, tables) if grant not in now.grants %}
            {% do differences.append(share ~ " lacks " ~ grant) %}
        {% endfor %}
        {% for grant in now.grants if grant not in share_grants(database, tables) %}
            {% do differences.append(share ~ " holds " ~ grant) %}
        {% endfor %}
        {% set accounts = [partner.account] if tables else [] %}
        {% for account in accounts if account not in now.accounts %}
            {% do differences.append(share ~ " is not given to " ~ account) %}
        {% endfor %}
        {% for account in now.accounts if account not in accounts %}
            {% do differences.append(share ~ " is given to " ~ account) %}
        {% endfor %}
    {% endfor %}
    {% if differences %}
        {{ exceptions.raise_compiler_error("shares differ from the seeds: " ~ differences | join("; ")) }}
    {% endif %}
{% endmacro %}

{#- Our shares as they stand: by name, grants as "privilege kind name" and accounts. -#}
{% macro share_found() %}
    {% set found = {} %}
    {% for row in share_rows("show shares like 'LUNDI_TO_%'") if row["kind"] == "OUTBOUND" %}
        {% set share, grants = (row["name"] | upper).split(".")[-1], [] %}
        {% for grant in share_rows("show grants to share " ~ share) %}
            {% do grants.append((grant["privilege"] ~ " " ~ grant["granted_on"] ~ " " ~ grant["name"]) | upper) %}
        {% endfor %}
        {% set accounts = (row["to"] or "").replace(" ", "").split(",") | select | map("upper") | list %}
        {% do found.update({share: {"grants": grants, "accounts": accounts}}) %}
    {% endfor %}
    {{ return(found) }}
{% endmacro %}

{#- The product versions that have not ended, with the columns of their contracts; the partner's code is none of them. -#}
{% macro share_sync_products() %}
    {% set products = [] %}
    {% for row in share_rows(
        "select product_code, product_version, model_name from " ~ ref("share_products")
        ~ " where ends_on is null or ends_on >= current_date order by product_code, product_version"
    ) %}
        {% set relation = ref(row[2], v=row[1] | int) %}
        {% set columns = [] %}
        {% for node in graph.nodes.values()
            if node.resource_type == "model" and node.name == row[2] and node.version | int == row[1] | int %}
            {% do columns.extend(node.columns.keys() | reject("equalto", "partner_code") | list) %}
        {% endfor %}
        {% do products.append({
            "code": row[0], "version": row[1] | int, "table": row[0] ~ "_v" ~ row[1] | int, "relation": relation,
            "columns": columns,
        }) %}
    {% endfor %}
    {{ return(products) }}
{% endmacro %}

{% macro share_rows(statement) %}
    {{ return(run_query(statement).rows) }}
{% endmacro %}

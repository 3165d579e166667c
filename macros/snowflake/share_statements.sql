{#-
    What partners are given on Snowflake, as statements. Everything shared lies in one database of its own, LUNDI_SHARE, so
    that a share needs no right on another: DATA holds copies of the share models (shared with nobody), ENTITLEMENT who may
    read what, PARTAGE the secure views. A view gives a row only to the account that the row's partner named, and only on
    days on which an entitlement holds. Nothing here replaces a share: its consumers would lose their database.
-#}

{#- Regions inside the European Union, as the account set-up names them (00_region.sql). -#}
{% macro share_regions() %}
    {{ return([
        "AWS_EU_CENTRAL_1", "AWS_EU_NORTH_1", "AWS_EU_WEST_1", "AWS_EU_WEST_3", "AZURE_NORTHEUROPE",
        "AZURE_SWEDENCENTRAL", "AZURE_WESTEUROPE", "GCP_EUROPE_WEST3", "GCP_EUROPE_WEST4",
    ]) }}
{% endmacro %}

{#-
    Raises where a partner cannot be served as the seed says: a code or an account that is no name, an account without
    region or locator, a region outside the Union, or two partners with one account, who would see each other's rows.
-#}
{% macro check_share_partners(partners) %}
    {% set seen = {} %}
    {% for partner in partners if partner.account or partner.locator %}
        {% set who = "share_partners.csv, " ~ partner.code ~ ": " %}
        {% if not modules.re.fullmatch("[a-z][a-z0-9_]*", partner.code) %}
            {{ exceptions.raise_compiler_error(who ~ "the code is no name. Nothing was changed.") }}
        {% elif not modules.re.fullmatch("[A-Z][A-Z0-9_]*\\.[A-Z][A-Z0-9_]*", partner.account or "") %}
            {{ exceptions.raise_compiler_error(who ~ "snowflake_account is no ORG.ACCOUNT. Nothing was changed.") }}
        {% elif not modules.re.fullmatch("[A-Z0-9_]+", partner.locator or "") %}
            {{ exceptions.raise_compiler_error(
                who ~ "snowflake_account_locator is missing: the views know an account by it. Nothing was changed."
            ) }}
        {% elif partner.region not in share_regions() %}
            {{ exceptions.raise_compiler_error(
                who ~ "region " ~ (partner.region or "(none)") ~ " is not inside the European Union. Nothing was changed."
            ) }}
        {% elif partner.locator in seen or partner.account in seen %}
            {{ exceptions.raise_compiler_error(who ~ "another partner has the same account. Nothing was changed.") }}
        {% endif %}
        {% do seen.update({partner.locator: 1, partner.account: 1}) %}
    {% endfor %}
{% endmacro %}

{#- Whom a day's entitlements let read which table, from the seeds; one row per account and table. -#}
{% macro share_access_select(partners, entitlements, products) %}
select distinct
    partners.snowflake_account_locator as account_locator,
    partners.partner_code,
    entitlements.product_code || '_v' || cast(entitlements.product_version as varchar) as table_name,
    entitlements.valid_from,
    case
        when products.ends_on < coalesce(entitlements.valid_to, products.ends_on) then products.ends_on
        else coalesce(entitlements.valid_to, products.ends_on)
    end as valid_to
from {{ entitlements }} as entitlements
inner join {{ partners }} as partners on entitlements.partner_code = partners.partner_code
inner join {{ products }} as products
    on entitlements.product_code = products.product_code and entitlements.product_version = products.product_version
where partners.snowflake_account_locator is not null
{%- endmacro %}

{#- The rows of a table that the account which asks may read: those of its own partner, on days that are entitled. -#}
{% macro share_view_select(database, table, columns) %}
select {% for column in columns %}cells.{{ column }}{{ ", " if not loop.last }}{% endfor %}

from {{ database }}.data.{{ table }} as cells
where exists (
    select 1
    from {{ database }}.entitlement.access as access
    where
        access.partner_code = cells.partner_code
        and access.table_name = '{{ table }}'
        and access.account_locator = current_account()
        and access.valid_from <= current_date
        and (access.valid_to is null or access.valid_to >= current_date)
)
{%- endmacro %}

{#-
    What is written down of a publication before partners can read it: the release code of each cell that is not known with
    it, which is the memory of disclosure control, and one row for each partner, product and week. Never a figure.
-#}
{% macro share_memory_statements(database, product, memory) %}
    {% set given %}
from {{ product.relation }} as cells
where exists (
    select 1
    from {{ database }}.entitlement.access as access
    where
        access.partner_code = cells.partner_code
        and access.table_name = '{{ product.table }}'
        and access.valid_from <= current_date
        and (access.valid_to is null or access.valid_to >= current_date)
)
    {%- endset %}
    {% set moment = "cast('" ~ memory.moment ~ "' as timestamp)" %}
    {% set name = "cells.partner_code || '/snowflake/" ~ memory.moment ~ "'" %}
    {% set key = "'" ~ product.code ~ "', " ~ product.version %}
    {% set week = "cells.iso_week" if "iso_week" in product.columns else "cast(null as varchar)" %}
    {% set code = "cells.release_code" if "release_code" in product.columns else "'published'" %}
    {% set statements = [] %}
    {% if "cell_key" in product.columns and "release_code" in product.columns %}
        {% do statements.append(
            "insert into " ~ memory.database ~ ".share.released_cells (publication_id, published_at, product_code, "
            ~ "product_version, partner_code, cell_key, iso_week, release_code) select " ~ name ~ ", " ~ moment ~ ", "
            ~ key ~ ", cells.partner_code, cells.cell_key, " ~ week ~ ", cells.release_code " ~ given
            ~ " and not exists (select 1 from " ~ memory.database ~ ".share.released_cells as former where "
            ~ "former.partner_code = cells.partner_code and former.product_code = '" ~ product.code
            ~ "' and former.product_version = " ~ product.version ~ " and former.cell_key = cells.cell_key "
            ~ "and former.release_code = cells.release_code)"
        ) %}
    {% endif %}
    {% do statements.append(
        "insert into " ~ memory.database ~ ".share.publications (publication_id, published_at, partner_code, product_code, "
        ~ "product_version, iso_week, row_count, hidden_count, data_sha256, rules_json, invocation_id) select " ~ name ~ ", "
        ~ moment ~ ", cells.partner_code, " ~ key ~ ", " ~ week ~ ", count(*), sum(case when " ~ code
        ~ " = 'published' then 0 else 1 end), '', '" ~ memory.rules ~ "', '" ~ memory.invocation ~ "' " ~ given
        ~ " group by cells.partner_code" ~ (", cells.iso_week" if "iso_week" in product.columns else "")
    ) %}
    {{ return(statements) }}
{% endmacro %}

{#- Copies, entitlements and views: what has to stand before anything is granted. -#}
{% macro share_content_statements(database, products, access_select, memory=none) %}
    {% set statements = [
        "create table if not exists " ~ database ~ ".entitlement.access (account_locator varchar, partner_code varchar, "
        ~ "table_name varchar, valid_from date, valid_to date)",
        "insert overwrite into " ~ database ~ ".entitlement.access " ~ access_select,
    ] %}
    {% for product in products %}
        {% set copy = database ~ ".data." ~ product.table %}
        {% set names = (["partner_code"] + product.columns) | join(", ") %}
        {% if memory %}
            {% do statements.extend(share_memory_statements(database, product, memory)) %}
        {% endif %}
        {% do statements.append("create table if not exists " ~ copy ~ " like " ~ product.relation) %}
        {#- One statement: who reads meanwhile sees the former rows or the new ones, and every grant stays. -#}
        {% do statements.append(
            "insert overwrite into " ~ copy ~ " (" ~ names ~ ") select " ~ names ~ " from " ~ product.relation
        ) %}
        {% do statements.append(
            "create or replace secure view " ~ database ~ ".partage." ~ product.table ~ " copy grants as "
            ~ share_view_select(database, product.table, product.columns)
        ) %}
    {% endfor %}
    {{ return(statements) }}
{% endmacro %}

{#- What a partner's share must hold, as `show grants to share` tells it: "privilege kind name". -#}
{% macro share_grants(database, tables) %}
    {% set wanted = [] %}
    {% if tables %}
        {% do wanted.append("USAGE DATABASE " ~ database | upper) %}
        {% do wanted.append("USAGE SCHEMA " ~ database | upper ~ ".PARTAGE") %}
        {% for table in tables | sort %}
            {% do wanted.append("SELECT VIEW " ~ database | upper ~ ".PARTAGE." ~ table | upper) %}
        {% endfor %}
    {% endif %}
    {{ return(wanted) }}
{% endmacro %}

{#-
    A partner's share brought to what it must be. found: its grants and accounts now; none where there is no share.
    Whoever loses something loses it first; the database comes before what stands in it.
-#}
{% macro share_partner_statements(database, partner, tables, found) %}
    {% set share = share_name(partner.code) %}
    {% set statements = [] %}
    {% set wanted = share_grants(database, tables) %}
    {% set accounts = [partner.account] if partner.account and tables else [] %}
    {% if found is not none %}
        {% for account in found.accounts | sort if account not in accounts %}
            {% do statements.append("alter share " ~ share ~ " remove accounts = " ~ account) %}
        {% endfor %}
        {% for grant in found.grants | sort if grant not in wanted and grant.startswith("SELECT VIEW ") %}
            {% do statements.append("revoke select on view " ~ grant.split(" ")[2] ~ " from share " ~ share) %}
        {% endfor %}
        {% for grant in found.grants | sort(reverse=true) if grant not in wanted and grant.startswith("USAGE SCHEMA ") %}
            {% do statements.append("revoke usage on schema " ~ grant.split(" ")[2] ~ " from share " ~ share) %}
        {% endfor %}
        {% for grant in found.grants if grant not in wanted and grant.startswith("USAGE DATABASE ") %}
            {% do statements.append("revoke usage on database " ~ grant.split(" ")[2] ~ " from share " ~ share) %}
        {% endfor %}
    {% endif %}
    {% if accounts %}
        {% do statements.append(
            "create share if not exists " ~ share ~ " comment = 'Lundi: what " ~ partner.code ~ " is given'"
        ) %}
        {% for grant in wanted %}
            {% set privilege, kind, name = grant.split(" ") %}
            {% do statements.append(
                "grant " ~ privilege | lower ~ " on " ~ kind | lower ~ " " ~ name ~ " to share " ~ share
            ) %}
        {% endfor %}
        {% for account in accounts if found is none or account not in found.accounts %}
            {% do statements.append("alter share " ~ share ~ " add accounts = " ~ account) %}
        {% endfor %}
    {% endif %}
    {{ return(statements) }}
{% endmacro %}

{#- What a person runs in a reader account, which we pay: without a limit its consumption has none. -#}
{% macro share_reader_statements(partner) %}
    {{ return([
        "use role accountadmin",
        "create resource monitor if not exists lundi_reader with credit_quota = " ~ var("share_reader_credit_quota")
        ~ " frequency = monthly start_timestamp = immediately triggers on 75 percent do notify on 90 percent do suspend "
        ~ "on 100 percent do suspend_immediate",
        "alter account set resource_monitor = lundi_reader",
    ]) }}
{% endmacro %}

{% macro share_name(code) %}
    {{ return("LUNDI_TO_" ~ code | upper) }}
{% endmacro %}

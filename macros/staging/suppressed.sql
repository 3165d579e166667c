{#-
    The secret of keyed hashes, and the moment of the first erasure, as a select: one row where somebody was erased and
    none before. Whoever joins it reads and hashes nothing as long as nobody was.
-#}
{% macro erasure_secret() -%}
    select
        peppers.pepper,
        erasures.first_erased_at
    from {{ source("secret", "pepper") }} as peppers
    cross join (
        select min(erased_at) as first_erased_at
        from {{ source("suppression", "suppressions") }}
    ) as erasures
    where erasures.first_erased_at is not null
{%- endmacro %}

{#- The list of erased people as a select: one row per keyed hash of a kind, with the last erasure that put it there. -#}
{% macro suppressed_hashes(key_kind) -%}
    select
        keyed_hash,
        max(erased_at) as erased_at
    from {{ source("suppression", "suppressions") }}
    where key_kind = '{{ key_kind }}'
    group by keyed_hash
{%- endmacro %}

{#- By which column each application's deliveries name an account of its own. -#}
{% macro account_columns() -%}
    {%- do return({
        "app": "app_user_id", "drive": "account_id", "ecommerce": "account_id", "loyalty": "member_id",
    }) -%}
{%- endmacro %}

{#- Every delivered entity that names an account: its source, its entity, the application and the column of the number. -#}
{% macro account_places() -%}
    {%- set named = [
        ("app", ["scan_sessions", "users"]),
        ("drive", ["accounts", "orders", "returns"]),
        ("ecommerce", ["accounts", "orders", "returns"]),
        ("loyalty", ["cards", "members"]),
    ] -%}
    {%- set places = [] -%}
    {%- for source_name, entities in named -%}
        {%- for entity in entities -%}
            {%- do places.append((source_name, entity, "'" ~ source_name ~ "'", account_columns()[source_name])) -%}
        {%- endfor -%}
    {%- endfor -%}
    {%- for entity, before in [
        ("consents", ""), ("match_decisions", "left_"), ("match_decisions", "right_"), ("requests", "")
    ] -%}
        {%- do places.append(
            ("privacy", entity, before ~ "source_system", before ~ "source_customer_id")
        ) -%}
    {%- endfor -%}
    {%- do return(places) -%}
{%- endmacro %}

{#-
    That the account which a delivered row names is kept out, as the condition of a join with
    stg_privacy__suppressed_accounts as `suppressed`.
    relation: what the row's columns are qualified with; source_name: whose delivery it is; side: the prefix of the
    columns, where a row names two accounts; received_at: of a request, its moment: one of an erased person that came
    after the erasure is answered like any other.
-#}
{% macro is_suppressed(relation, source_name, side="", received_at=none) -%}
    {%- if source_name in account_columns() -%}
        suppressed.source_system = '{{ source_name }}'
        and {{ relation }}.{{ account_columns()[source_name] }} = suppressed.source_customer_id
    {%- else -%}
        {{ relation }}.{{ side }}source_system = suppressed.source_system
        and {{ relation }}.{{ side }}source_customer_id = suppressed.source_customer_id
    {%- endif -%}
    {%- if received_at %} and {{ received_at }} <= suppressed.erased_at{% endif -%}
{%- endmacro %}

{#-
    The conditions of is_suppressed for `resent` and for `delivered`, as a list; none for an entity whose staging model
    keeps every account, or only empties the column that names it.
-#}
{% macro suppressed_conditions(source_name, entity) -%}
    {%- if entity in ["accounts", "cards", "consents", "members", "requests", "scan_sessions", "users"] -%}
        {%- set conditions = [] -%}
        {%- for relation in ["resent", "delivered"] -%}
            {%- set received_at = as_instant(
                relation ~ ".received_at", relation ~ ".received_at_has_offset", "'Europe/Paris'"
            ) if entity == "requests" -%}
            {%- do conditions.append(is_suppressed(relation, source_name, received_at=received_at)) -%}
        {%- endfor -%}
        {%- do return(conditions) -%}
    {%- endif -%}
    {%- do return(none) -%}
{%- endmacro %}

{#- A select of the rows of a CTE that name no account which is kept out. Parameters: those of is_suppressed. -#}
{% macro without_suppressed(relation, source_name, side="", received_at=none) -%}
    select {{ relation }}.*
    from {{ relation }}
    left join {{ ref("stg_privacy__suppressed_accounts") }} as suppressed
        on {{ is_suppressed(relation, source_name, side, received_at) | indent(8) }}
    where suppressed.source_customer_id is null
{%- endmacro %}

{#-
    A select of the rows of a CTE, orders or returns, with kept_account_id: the account, null where it is kept out. The
    sale stays, without the person.
-#}
{% macro with_kept_accounts(relation, source_name) -%}
    select
        {{ relation }}.*,
        case when suppressed.source_customer_id is null then {{ relation }}.account_id end as kept_account_id
    from {{ relation }}
    left join {{ ref("stg_privacy__suppressed_accounts") }} as suppressed
        on {{ is_suppressed(relation, source_name) | indent(8) }}
{%- endmacro %}

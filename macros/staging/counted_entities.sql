{#-
    The delivered entities that a staging model reads row by row, as a list: what fct_row_balance counts.

    Each names its source, entity, key and unit (what one correction replaces together), as its interface contract does
    (tests/python/landing/test_counted_entities.py holds them together). is_full: it comes as whole states. has_time: a
    part of its key is a moment, which each source and engine spells its own way.
    match_decisions is left out: its staging model keeps the last decision on two records, which is another row.
-#}
{% macro counted_entities() -%}
    {%- set entities = [
        {"source": "app", "entity": "scan_sessions", "key": ["scan_session_id"]},
        {"source": "app", "entity": "users", "key": ["app_user_id"]},
        {"source": "drive", "entity": "accounts", "key": ["account_id"]},
        {"source": "drive", "entity": "order_lines", "key": ["order_id", "line_number"], "unit": ["order_id"]},
        {"source": "drive", "entity": "orders", "key": ["order_id"]},
        {"source": "drive", "entity": "returns", "key": ["return_id"]},
        {"source": "drive", "entity": "slots", "key": ["store_id", "slot_start"], "has_time": True},
        {"source": "ecommerce", "entity": "accounts", "key": ["account_id"]},
        {"source": "ecommerce", "entity": "order_lines", "key": ["order_id", "line_number"], "unit": ["order_id"]},
        {"source": "ecommerce", "entity": "orders", "key": ["order_id"]},
        {"source": "ecommerce", "entity": "returns", "key": ["return_id"]},
        {"source": "loyalty", "entity": "cards", "key": ["loyalty_card_number", "issued_at"],
            "has_time": True},
        {"source": "loyalty", "entity": "members", "key": ["member_id"]},
        {"source": "marketplace", "entity": "order_lines", "key": ["order_id", "line_number"], "unit": ["order_id"]},
        {"source": "marketplace", "entity": "orders", "key": ["order_id"]},
        {"source": "marketplace", "entity": "returns", "key": ["return_id"]},
        {"source": "marketplace", "entity": "settlements", "key": ["settlement_id"]},
        {"source": "pos", "entity": "ticket_lines", "key": ["ticket_id", "line_number"], "unit": ["ticket_id"]},
        {"source": "pos", "entity": "tickets", "key": ["ticket_id"]},
        {"source": "pos", "entity": "waste", "key": ["store_id", "business_date", "product_id"],
            "unit": ["store_id", "business_date"]},
        {"source": "pos", "entity": "z_reports", "key": ["store_id", "till_id", "business_date"],
            "unit": ["store_id", "business_date"]},
        {"source": "privacy", "entity": "consents", "key": ["consent_event_id"]},
        {"source": "privacy", "entity": "requests", "key": ["request_id"]},
        {"source": "reference", "entity": "product_costs", "key": ["product_id", "valid_from"]},
        {"source": "reference", "entity": "products", "key": ["product_id"], "is_full": True},
        {"source": "reference", "entity": "promotions", "key": ["promotion_id"], "is_full": True},
        {"source": "reference", "entity": "store_closures", "key": ["store_id", "closed_from", "closed_to"],
            "is_full": True},
        {"source": "reference", "entity": "stores", "key": ["store_id"], "is_full": True},
        {"source": "reference", "entity": "targets", "key": ["iso_week", "store_id", "channel"], "is_full": True},
    ] -%}
    {%- do return(entities) -%}
{%- endmacro %}

"""From the people's tables (successive versions of each row) to the rows that their applications send."""

import duckdb

from lundi.demo.retailer.outbox import contract_columns, delivery_day, outbox
from lundi.demo.retailer.size import DemoPlan
from lundi.landing.contract import load_contract

# (source, entity): the table that holds its versions.
PEOPLE_TABLES = {
    ("loyalty", "members"): "loyalty_members",
    ("loyalty", "cards"): "loyalty_cards",
    ("ecommerce", "accounts"): "ecommerce_accounts",
    ("drive", "accounts"): "drive_accounts",
    ("app", "users"): "app_users",
    ("privacy", "consents"): "privacy_consents",
    ("privacy", "requests"): "privacy_requests",
    ("privacy", "match_decisions"): "privacy_match_decisions",
}
TRUTH_TABLES = ("truth_records", "truth_people", "truth_trap_pairs", "truth_record_faults", "truth_life_events")


def add_people(connection: duckdb.DuckDBPyConnection, plan: DemoPlan) -> None:
    """Adds every version to what waits for delivery; of several in one delivery the last one is sent."""
    for (source, entity), table in PEOPLE_TABLES.items():
        found = load_contract().entity(source, entity)
        assert found is not None
        key = ", ".join(found.key)
        names = contract_columns(source, entity)
        connection.execute(
            f"insert into {outbox(source, entity)} "
            f"select {names}, delivered_on, case when is_correction then 'correction' else 'append' end, "
            "case when is_correction then 2 else 1 end "
            f"from (select *, {delivery_day('cast(changed_at as date)', plan)} as delivered_on from {table}) "
            f"where changed_at < date '{plan.last_date}' + 1 "
            f"qualify row_number() over (partition by {key}, delivered_on, is_correction order by changed_at desc) = 1 "
            "order by delivered_on"
        )

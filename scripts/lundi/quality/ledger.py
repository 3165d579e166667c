"""What gate A found, kept in `raw.quality_results`: one row per delivery and rule, the sound ones too."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import duckdb

from lundi.warehouse.ledger import naive
from lundi.warehouse.tables import QUALITY_RESULTS
from lundi.warehouse.transactions import transaction

PASSED, HELD, WARNED = "passed", "held", "warned"

Place = tuple[str, str, str]  # source, entity, delivery_id

IS_SAME = "(source, entity, delivery_id)"
KEY = "(source, entity, delivery_id, rule_name)"


@dataclass(frozen=True)
class Result:
    """What a rule of the contract says of a delivery."""

    place: Place
    rule: str
    kind: str
    columns: tuple[str, ...]
    outcome: str
    row_count: int | None = None
    unexpected_row_count: int | None = None
    observed: str | None = None
    message: str = ""

    @property
    def document(self) -> dict[str, Any]:
        """The result under the names of the table's columns."""
        source, entity, delivery_id = self.place
        return {
            "source": source,
            "entity": entity,
            "delivery_id": delivery_id,
            "rule_name": self.rule,
            "rule_kind": self.kind,
            "column_names": ", ".join(self.columns) or None,
            "outcome": self.outcome,
            "row_count": self.row_count,
            "unexpected_row_count": self.unexpected_row_count,
            "observed_value": self.observed,
            "message": self.message or None,
        }


def unchecked(connection: duckdb.DuckDBPyConnection, as_of: datetime) -> list[Place]:
    """The deliveries up to a moment that no rule was asked about, and those that are held: what came since may mend
    them."""
    return connection.execute(
        "select source, entity, delivery_id from raw.deliveries "
        "where status = 'accepted' and delivered_at <= ? and ("
        f"{IS_SAME} not in (select {IS_SAME} from raw.quality_results) "
        f"or {IS_SAME} in (select {IS_SAME} from raw.quality_results where outcome = 'held' and accepted_at is null)) "
        "order by delivery_id, source, entity",
        [naive(as_of)],
    ).fetchall()


def write(connection: duckdb.DuckDBPyConnection, results: Sequence[Result], now: datetime) -> None:
    """Writes results down; those that somebody accepted stay as they were accepted."""
    if not results:
        return
    named = [column for column in QUALITY_RESULTS.columns if column.name in results[0].document]
    types = json.dumps([{column.name: column.sql_type for column in named}])
    names = ", ".join(column.name for column in named)
    with transaction(connection):
        connection.execute(
            f"create or replace temp table found as select unnest(from_json(?, '{types}'), recursive := true)",
            [json.dumps([result.document for result in results])],
        )
        connection.execute(
            f"delete from raw.quality_results where accepted_at is null and {KEY} in (select {KEY} from found)"
        )
        connection.execute(
            f"insert into raw.quality_results ({names}, delivered_at, checked_at) "
            f"select {', '.join(f'found.{column.name}' for column in named)}, delivered_at, ? "
            "from found inner join raw.deliveries using (source, entity, delivery_id) "
            f"where {KEY} not in (select {KEY} from raw.quality_results)",
            [naive(now)],
        )


def open_flags(connection: duckdb.DuckDBPyConnection, as_of: datetime) -> list[tuple[Place, str, str, datetime]]:
    """Every rule that a delivery up to a moment is held for and that nobody accepted, in delivery order."""
    found = connection.execute(
        "select source, entity, delivery_id, rule_name, message, delivered_at "
        "from raw.quality_results "
        "where outcome = 'held' and accepted_at is null and delivered_at <= ? "
        "order by delivery_id, source, entity, rule_name",
        [naive(as_of)],
    ).fetchall()
    return [((row[0], row[1], row[2]), row[3], row[4], row[5]) for row in found]


def moments(connection: duckdb.DuckDBPyConnection, places: Iterable[Place]) -> dict[Place, datetime]:
    """When these deliveries came (UTC)."""
    wanted = set(places)
    if not wanted:
        return {}
    found = connection.execute("select source, entity, delivery_id, delivered_at from raw.deliveries").fetchall()
    return {place: moment for *key, moment in found if (place := (key[0], key[1], key[2])) in wanted}


def is_taken(connection: duckdb.DuckDBPyConnection, place: Place) -> bool:
    """Whether the delivery is in."""
    return bool(
        connection.execute(
            "select 1 from raw.deliveries where source = ? and entity = ? and delivery_id = ? and status = 'accepted'",
            [*place],
        ).fetchone()
    )


def accept(connection: duckdb.DuckDBPyConnection, place: Place, by: str, reason: str, now: datetime) -> int:
    """Accepts a delivery as it is; gives the number of flags that gate A had on it, which are lifted."""
    with transaction(connection):
        row = connection.execute(
            "update raw.quality_results set accepted_at = ?, accepted_by = ?, accept_reason = ? "
            "where source = ? and entity = ? and delivery_id = ? and outcome = 'held' and accepted_at is null",
            [naive(now), by, reason, *place],
        ).fetchone()
        connection.execute(
            "insert into raw.delivery_acceptances "
            "(source, entity, delivery_id, delivered_at, accepted_at, accepted_by, accept_reason) "
            "select source, entity, delivery_id, delivered_at, ?, ?, ? from raw.deliveries "
            "where source = ? and entity = ? and delivery_id = ?",
            [naive(now), by, reason, *place],
        )
    return int(row[0]) if row else 0

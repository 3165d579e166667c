"""`lundi ingest --retry`: rows that are kept aside are cast again, under the contract as it reads today.

What passes now is loaded under the delivery that brought it, in one transaction with the ledger's counts; the row
itself stays in quarantine and says when it was replayed. The delivery was there all along, so a past Monday that is
built again has the row, too: a contract that was wrong was wrong then.
"""

from dataclasses import dataclass
from datetime import datetime

import duckdb

from lundi.landing.contract import Contract, Entity
from lundi.warehouse import load_sql
from lundi.warehouse.ledger import Place, naive
from lundi.warehouse.load_sql import literal, quoted
from lundi.warehouse.transactions import transaction


@dataclass(frozen=True)
class Replay:
    """What became of the kept-aside rows of one delivery."""

    place: Place
    replayed_row_count: int
    kept_row_count: int

    @property
    def sentence(self) -> str:
        """Delivery and counts in one line."""
        path = "/".join(self.place)
        return f"replayed: {path}: {self.replayed_row_count:,} rows are in now, {self.kept_row_count:,} stay kept aside"


@dataclass(frozen=True)
class _Delivery:
    place: Place
    mode: str
    delivered_at: datetime
    covers_from: object
    files: tuple[str, ...]


def replay_kept_rows(
    connection: duckdb.DuckDBPyConnection,
    contract: Contract,
    as_of: datetime,
    now: datetime,
    only: Place | None = None,
) -> tuple[Replay, ...]:
    """Casts again every row that is kept aside of what was delivered up to a moment, or of one delivery."""
    deliveries = [one for one in _with_kept_rows(connection, as_of) if only in (None, one.place)]
    replays = []
    for delivery in deliveries:
        entity = contract.entity(*delivery.place[:2])
        if entity is not None:
            replays.append(_replay(connection, entity, delivery, now))
    return tuple(replays)


def _with_kept_rows(connection: duckdb.DuckDBPyConnection, as_of: datetime) -> list[_Delivery]:
    found = connection.execute(
        "select source, entity, delivery_id, any_value(delivery_mode), any_value(deliveries.delivered_at), "
        "any_value(covers_from), list(distinct file_name order by file_name) "
        "from quarantine.delivered_rows inner join raw.deliveries using (source, entity, delivery_id) "
        "where replayed_at is null and deliveries.delivered_at <= ? group by all order by delivery_id, source, entity",
        [naive(as_of)],
    ).fetchall()
    return [_Delivery((row[0], row[1], row[2]), row[3], row[4], row[5], tuple(row[6])) for row in found]


def _replay(connection: duckdb.DuckDBPyConnection, entity: Entity, delivery: _Delivery, now: datetime) -> Replay:
    with transaction(connection):
        replayed = sum(_replay_file(connection, entity, delivery, file_name, now) for file_name in delivery.files)
        if replayed:
            _write_down(connection, delivery, replayed)
        row = connection.execute(
            f"select count(*) from quarantine.delivered_rows where {_condition(delivery)}"
        ).fetchone()
    return Replay(delivery.place, replayed, int(row[0]) if row else 0)


def _replay_file(
    connection: duckdb.DuckDBPyConnection, entity: Entity, delivery: _Delivery, file_name: str, now: datetime
) -> int:
    """Loads the rows of a file that pass now; gives their number."""
    condition = f"{_condition(delivery)} and file_name = {literal(file_name)}"
    names = connection.execute(
        f"select distinct unnest(json_keys(delivered_row)) as name from quarantine.delivered_rows where {condition} "
        "order by name"
    ).fetchall()
    file = load_sql.kept_file([name for (name,) in names], condition)
    if any(file.column(column.name) is None for column in entity.columns if not column.is_nullable):
        return 0  # a mandatory column that the file never had: no row of it can pass
    row = connection.execute(
        load_sql.insert_sound_rows(entity, file, in_whole_units=delivery.mode == "correction"),
        [delivery.place[2], delivery.mode, delivery.delivered_at, delivery.covers_from, file_name],
    ).fetchone()
    connection.execute(
        f"update quarantine.delivered_rows set replayed_at = ? where {condition} and file_row_number in ("
        f"select file_row_number from raw.{quoted(entity.table)} where delivery_id = ? and file_name = ?)",
        [naive(now), delivery.place[2], file_name],
    )
    return int(row[0]) if row else 0


def _write_down(connection: duckdb.DuckDBPyConnection, delivery: _Delivery, replayed: int) -> None:
    connection.execute(
        "update raw.deliveries set loaded_row_count = loaded_row_count + ?, "
        "quarantined_row_count = quarantined_row_count - ? where source = ? and entity = ? and delivery_id = ?",
        [replayed, replayed, *delivery.place],
    )
    # It holds other rows than those that gate A saw: the next Monday asks about it again.
    connection.execute(
        "delete from raw.quality_results where source = ? and entity = ? and delivery_id = ? and accepted_at is null",
        [*delivery.place],
    )


def _condition(delivery: _Delivery) -> str:
    source, entity, delivery_id = (literal(part) for part in delivery.place)
    return f"source = {source} and entity = {entity} and delivery_id = {delivery_id} and replayed_at is null"

"""Takes people out of raw and state: rows go, columns are emptied, record numbers stay under their keyed hash alone."""

import os
from collections.abc import Mapping
from pathlib import Path

import duckdb

from lundi.landing.contract import load_contract
from lundi.privacy.coverage import LANDED, STATE
from lundi.privacy.erasure.conditions import PARTNER, clear_conditions, row_condition
from lundi.privacy.package import columns_of
from lundi.privacy.register import Entry, Register
from lundi.warehouse.load_sql import literal, quoted
from lundi.warehouse.transactions import transaction

WIPED = "(effacé)"  # where every row must say something
ERASED = "erased-"  # before the keyed hash of what had a number
IS_MANDATORY = """
select not is_nullable from duckdb_columns()
where database_name = ? and schema_name = ? and table_name = ? and column_name = ?
"""


def erase_from_raw(connection: duckdb.DuckDBPyConnection, register: Register) -> None:
    """Takes the people of the plan out of raw, quarantine and the ledger's texts, all of it or nothing.

    The ledger's counts follow, so that what came is still all accounted for.
    """
    entities = {entity.table: (entity.source, entity.name) for entity in load_contract().entities}
    with transaction(connection):
        # First: a row that is kept aside is theirs by what raw says of them.
        _erase_quarantined(connection, register)
        for entry in _entries(register, LANDED):
            if entry.schema == "quarantine":
                continue
            if entry.action == "delete":
                _count_out(connection, register, entry, *entities[entry.name])
            _erase(connection, register, entry, pepper="")


def erase_from_state(connection: duckdb.DuckDBPyConnection, register: Register, pepper: str) -> None:
    """Takes the people of the plan out of the state: their customers' numbers and events stay, and lead to nobody."""
    with transaction(connection):
        for entry in _entries(register, STATE):
            _erase(connection, register, entry, pepper=pepper)


def rewrite(path: Path) -> None:
    """Copies a database into a new file that takes its place.

    Deleted rows stay in a file's blocks, whatever is checkpointed or vacuumed (research: E8); in a new file they never
    were.
    """
    beside = path.with_name(f".{path.name}.rewritten")
    for left in (beside, beside.with_name(f"{beside.name}.wal")):
        left.unlink(missing_ok=True)
    with duckdb.connect() as connection:
        connection.execute(f"set temp_directory = {literal(f'{path}.tmp')}")
        # Not read-only: a log that a kill left must be taken in first.
        connection.execute(f"attach {literal(str(path))} as former")
        connection.execute(f"attach {literal(str(beside))} as rewritten")
        connection.execute("copy from database former to rewritten")
        connection.execute("detach rewritten")
        connection.execute("detach former")
    beside.chmod(path.stat().st_mode & 0o777)
    with beside.open("rb+") as file:
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
    path.with_name(f"{path.name}.wal").unlink(missing_ok=True)


def _entries(register: Register, database: str) -> tuple[Entry, ...]:
    return tuple(
        entry
        for entry in register.entries
        if entry.database == database and not (entry.key and entry.key.kind == PARTNER)
    )


def _erase(connection: duckdb.DuckDBPyConnection, register: Register, entry: Entry, *, pepper: str) -> None:
    columns = columns_of(connection, entry)
    key = register.key_of(entry, columns)
    if key is None:
        return
    if entry.action == "delete":
        connection.execute(f"delete from {entry.path} where {row_condition(connection, register, entry)}")
        return
    for column, condition in clear_conditions(connection, entry, key, columns).items():
        value, parameters = _left(connection, entry, column, pepper)
        connection.execute(
            f"update {entry.path} set {quoted(column)} = {value} where ({condition}) and {quoted(column)} is not null",
            parameters,
        )


def _left(
    connection: duckdb.DuckDBPyConnection, entry: Entry, column: str, pepper: str
) -> tuple[str, Mapping[str, str]]:
    """What a column says afterwards."""
    if column in entry.keyed:
        return f"{literal(ERASED)} || sha256($pepper || {quoted(column)} || $pepper)", {"pepper": pepper}
    place = [entry.database, entry.schema, entry.name, column]
    is_mandatory = connection.execute(IS_MANDATORY, place).fetchall()[0][0]
    return (literal(WIPED) if is_mandatory else "null"), {}


def _erase_quarantined(connection: duckdb.DuckDBPyConnection, register: Register) -> None:
    entry = register.entry(f"{LANDED}.quarantine.delivered_rows")
    condition = row_condition(connection, register, entry) if entry else None
    if entry is None or condition is None:
        return
    # One that was replayed is a row of raw since, and counted there.
    connection.execute(
        f"update {LANDED}.raw.deliveries as deliveries set row_count = deliveries.row_count - gone.row_count, "
        "quarantined_row_count = deliveries.quarantined_row_count - gone.row_count "
        f"from (select source, entity, delivery_id, count(*) as row_count from {entry.path} "
        f"where ({condition}) and replayed_at is null group by all) as gone "
        "where deliveries.source = gone.source and deliveries.entity = gone.entity "
        "and deliveries.delivery_id = gone.delivery_id"
    )
    connection.execute(f"delete from {entry.path} where {condition}")


def _count_out(
    connection: duckdb.DuckDBPyConnection, register: Register, entry: Entry, source: str, entity: str
) -> None:
    connection.execute(
        f"update {LANDED}.raw.deliveries as deliveries set row_count = deliveries.row_count - gone.row_count, "
        "loaded_row_count = deliveries.loaded_row_count - gone.row_count "
        f"from (select delivery_id, count(*) as row_count from {entry.path} "
        f"where {row_condition(connection, register, entry)} group by delivery_id) as gone "
        f"where deliveries.source = {literal(source)} and deliveries.entity = {literal(entity)} "
        "and deliveries.delivery_id = gone.delivery_id"
    )

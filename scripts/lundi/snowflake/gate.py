"""Gate A for the account: the same questions by the same process, on this machine.

What it looks at is a raw database in a scratch folder: the account's ledger, and of the rows only the columns that some
rule is about. Rows of deliveries that this run took are laid into it as they are carried over; those of deliveries that
an earlier run left unchecked, or that are held, are fetched. The results go into the account's `raw.quality_results`,
all of them or none: a run that was killed before has left the deliveries unchecked, and the next one asks.
"""

import time
import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from lundi.landing.contract import Contract, Entity, load_contract
from lundi.quality import ledger
from lundi.quality.gate import GateProcess, GateReport, acceptance, judge, report_of
from lundi.quality.ledger import Place, Result
from lundi.quality.suites import columns_read
from lundi.settings import Settings
from lundi.snowflake import copy_sql
from lundi.snowflake.connection import LOADING, connected
from lundi.snowflake.loading import BATCH_ROW_COUNT, scratch_folder
from lundi.snowflake.uploading import copy, export_rows, locked, pull, staged, told
from lundi.warehouse.ledger import naive
from lundi.warehouse.load_sql import literal, quoted
from lundi.warehouse.raw import open_raw
from lundi.warehouse.tables import DELIVERIES, DELIVERY_ACCEPTANCES, QUALITY_RESULTS, Table, entity_table

if TYPE_CHECKING:
    from snowflake.connector.cursor import SnowflakeCursor

HOLDER = "gate A"
KEPT = "raw.kept_deliveries"  # whose rows lie here
IDS_PER_QUESTION = 500
ATTEMPTS = 3  # somebody may accept a delivery just when results are written


class RowsForGate:
    """The raw database that gate A looks at, filled as deliveries are carried over."""

    def __init__(self, file: Path, contract: Contract) -> None:
        self.file = file
        self._contract = contract
        with open_raw(file, contract) as connection:
            connection.execute(f"create table {KEPT} (source varchar, entity varchar, delivery_id varchar)")

    def keep(self, scratch: duckdb.DuckDBPyConnection, carried: str) -> None:
        """Keeps what rules are about of the rows of a scratch database. carried: which deliveries they are of."""
        scratch.execute(f"attach {literal(str(self.file))} as for_gate")
        try:
            for entity in self._contract.entities:
                names = ", ".join(quoted(name) for name in gate_columns(entity))
                table = f"raw.{quoted(entity.table)}"
                scratch.execute(f"insert into for_gate.{table} ({names}) select {names} from {table}")
            scratch.execute(f"insert into for_gate.{KEPT} select source, entity, delivery_id from {carried}")
        finally:
            scratch.execute("detach for_gate")


@contextmanager
def rows_for_gate(settings: Settings) -> Iterator[RowsForGate]:
    """An empty one, in a folder that is gone afterwards."""
    with scratch_folder(settings) as folder:
        yield RowsForGate(folder / "raw.duckdb", load_contract())


def gate_columns(entity: Entity) -> list[str]:
    """The columns of an entity that some rule of gate A is about, and the delivery."""
    table = set(entity_table(entity).column_names)
    return [name for name in columns_read(entity.rules) if name in table]


def check_in_account(
    settings: Settings, process: GateProcess, rows: RowsForGate, as_of: datetime, now: datetime
) -> GateReport:
    """As `lundi.quality.gate.check_deliveries`, for what lies in the account.

    Raises LundiError where the account cannot be asked, or does not take the results.
    """
    started = time.perf_counter()
    contract = load_contract()
    with connected(LOADING) as account, told("gate A looked at nothing"):
        cursor = account.cursor()
        cursor.execute(copy_sql.WAIT_FOR_LOCK)
        with open_raw(rows.file, contract) as connection:
            _pull_all(cursor, connection, (DELIVERIES, QUALITY_RESULTS))
            places = ledger.unchecked(connection, as_of)
            _fetch_rows(cursor, connection, contract, places)
        found = judge(settings, process, rows.file, places, as_of, now)
        with open_raw(rows.file, contract) as connection:
            if found.results and not _write(cursor, connection, rows.file.parent, found.results, now):
                problem = f"gate A's results on {len(places)} deliveries were not written: others were at the same time"
                found = replace(found, problem=problem)
            return report_of(connection, found, as_of, started)


def accept_in_account(delivery: str, by: str, reason: str, now: datetime) -> int:
    """As `lundi.quality.gate.accept`, for a delivery that lies in the account. Raises LundiError as that does."""
    given = acceptance(delivery, by, reason)
    with connected(LOADING) as account, told("nothing was accepted"):
        cursor = account.cursor()
        if not cursor.execute(copy_sql.IS_TAKEN, given.place).fetchone():
            raise given.not_taken
        with locked(cursor, HOLDER):
            words = (naive(now), given.by, given.reason)
            flags = cursor.execute(copy_sql.COUNT_OPEN_FLAGS, given.place).fetchone()
            cursor.execute(copy_sql.ACCEPT_RESULTS, (*words, *given.place))
            cursor.execute(copy_sql.NOTE_ACCEPTANCE, (*words, *given.place))
    return int(flags[0])


def _pull_all(cursor: "SnowflakeCursor", connection: duckdb.DuckDBPyConnection, tables: Iterable[Table]) -> None:
    for table in tables:
        connection.execute(f"delete from {table.path}")
        pull(cursor, connection, table, copy_sql.select_all(table))


def _fetch_rows(
    cursor: "SnowflakeCursor", connection: duckdb.DuckDBPyConnection, contract: Contract, places: Sequence[Place]
) -> None:
    """Fetches the rows of deliveries that are not here: what an earlier run took, and nobody looked at or accepted."""
    here = set(connection.execute(f"select source, entity, delivery_id from {KEPT}").fetchall())
    counts = {
        (source, entity, delivery_id): count
        for source, entity, delivery_id, count in connection.execute(
            "select source, entity, delivery_id, loaded_row_count from raw.deliveries"
        ).fetchall()
    }
    missing: dict[tuple[str, str], list[Place]] = defaultdict(list)
    for place in places:
        if place not in here:
            missing[place[:2]].append(place)
    for (source, name), wanted in missing.items():
        entity = contract.entity(source, name)
        if entity is None:
            continue
        names = gate_columns(entity)
        for some in _in_portions(wanted, counts):
            query = copy_sql.select_deliveries(entity_table(entity), names, len(some))
            pull(cursor, connection, entity_table(entity), query, tuple(place[2] for place in some), names)


def _in_portions(places: Sequence[Place], counts: dict[Place, int]) -> Iterator[list[Place]]:
    """Deliveries that are fetched with one question: as many rows as are loaded at a time, where one is not more."""
    portion: list[Place] = []
    row_count = 0
    for place in places:
        if portion and (len(portion) == IDS_PER_QUESTION or row_count + counts[place] > BATCH_ROW_COUNT):
            yield portion
            portion, row_count = [], 0
        portion.append(place)
        row_count += counts[place]
    if portion:
        yield portion


def _write(
    cursor: "SnowflakeCursor",
    connection: duckdb.DuckDBPyConnection,
    folder: Path,
    results: Sequence[Result],
    now: datetime,
) -> bool:
    """Writes results into the account and here; those that somebody accepted stay. False where others kept writing."""
    for _ in range(ATTEMPTS):
        known = tuple(cursor.execute(copy_sql.HOW_MUCH_IS_ACCEPTED).fetchone() or ())
        _pull_all(cursor, connection, (QUALITY_RESULTS, DELIVERY_ACCEPTANCES))
        asked_again = _asked_again(connection, results)
        ledger.write(connection, results, now)
        fresh = f"(select * from raw.quality_results where checked_at = timestamp '{naive(now).isoformat(' ')}')"
        export = export_rows(connection, QUALITY_RESULTS, fresh, folder)
        if export is None:
            return True
        staging = f"gate_a/{uuid.uuid4().hex}"  # COPY passes over a file whose name it has loaded before
        try:
            with staged(cursor, [export], staging), locked(cursor, HOLDER):
                if tuple(cursor.execute(copy_sql.HOW_MUCH_IS_ACCEPTED).fetchone() or ()) != known:
                    raise _OthersWroteError
                for place in asked_again:
                    cursor.execute(copy_sql.FORGET_RESULTS, place)
                copy(cursor, export, staging)
            return True
        except _OthersWroteError:
            continue
        finally:
            export.file.unlink()
    return False


def _asked_again(connection: duckdb.DuckDBPyConnection, results: Sequence[Result]) -> list[Place]:
    """The deliveries of these results that had some before."""
    before = set(connection.execute("select distinct source, entity, delivery_id from raw.quality_results").fetchall())
    return sorted({result.place for result in results} & before)


class _OthersWroteError(Exception):
    """The account's results are not those that were read."""

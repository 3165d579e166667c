"""The raw database: deliveries as they came, the ledger that makes loading idempotent, and the quarantine.

Tables, the same names on DuckDB and on Snowflake (database `lundi_raw`):
- `raw.<source>_<entity>`: one row per delivered row that could be typed, with its delivery and its place in it;
- `raw.deliveries`: one row per delivery that was taken (`accepted`) or recognised (`duplicate`);
- `raw.delivery_refusals`: one row per delivery content and rule that was refused. `delivered_at` and `mended_at` are
  the moments that the deliveries themselves name, so that a past Monday sees what stood then; `refused_at` and
  `resolved_at` are those of the runs that met them;
- `raw.quality_results`: one row per delivery and rule of its contract that gate A asked (`passed`, `held`, `warned`),
  and who accepted what was held;
- `raw.delivery_acceptances`: one row per delivery and moment at which somebody accepted it as it is, held by gate A or
  by what its tickets and Z reports say of each other;
- `raw.redactions`: one row per archived file and erasure that took people out of it, with the hashes of both;
- `quarantine.delivered_rows`: one row per delivered row that could not be typed, as its source wrote it; it stays there
  when a later contract takes it (`replayed_at`, `lundi ingest --retry`).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import duckdb

from lundi.errors import DeliveryRefusedError, LundiError
from lundi.landing.contract import Column, Contract, Entity
from lundi.landing.manifest import DeliveredFile, Manifest
from lundi.landing.precheck import check_columns, check_csv_bytes, check_hash, check_presence
from lundi.warehouse import load_sql
from lundi.warehouse.ledger import ACCEPTED, DUPLICATE, Counts, Ledger, naive, place_of
from lundi.warehouse.load_sql import SourceFile
from lundi.warehouse.tables import DUCKDB, changes, raw_tables
from lundi.warehouse.transactions import transaction


@dataclass(frozen=True)
class Outcome:
    """What became of one delivery."""

    source: str
    entity: str
    delivery_id: str
    status: str  # accepted | duplicate | refused | unchanged | not_yet
    row_count: int = 0
    quarantined_row_count: int = 0
    unknown_columns: tuple[str, ...] = ()
    refusal: DeliveryRefusedError | None = None

    @property
    def path(self) -> str:
        """The delivery as a path below the landing zone."""
        return f"{self.source}/{self.entity}/{self.delivery_id}"


@dataclass(frozen=True)
class KeptAside:
    """A delivered row in quarantine: where it stands and why it is there."""

    path: str
    file_name: str
    row: int
    reason: str
    column: str | None

    @property
    def sentence(self) -> str:
        """File, row and rule in one line."""
        column = f", column {self.column}" if self.column else ""
        return f"{self.path}: {self.file_name}, row {self.row}{column} [{self.reason}]"


def rows_kept_aside(connection: duckdb.DuckDBPyConnection, as_of: datetime) -> tuple[KeptAside, ...]:
    """Every row in quarantine that was delivered up to a moment, of this run and of earlier ones, in delivery order."""
    found = connection.execute(
        "select source || '/' || entity || '/' || delivery_id, file_name, file_row_number, reason_code, column_name "
        "from quarantine.delivered_rows inner join raw.deliveries using (source, entity, delivery_id) "
        "where deliveries.delivered_at <= ? and replayed_at is null "
        "order by delivery_id, source, entity, file_name, file_row_number",
        [naive(as_of)],
    ).fetchall()
    return tuple(KeptAside(*row) for row in found)


@contextmanager
def open_raw(path: Path, contract: Contract) -> Iterator[duckdb.DuckDBPyConnection]:
    """The raw database, open for writing, with every table of the contract there.

    Raises LundiError where another process holds the file.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    connection = duckdb.connect()
    try:
        _attach(connection, path)
        _create_tables(connection, contract)
        yield connection
    finally:
        connection.close()


class Threads:
    """How many threads load: one for a small delivery, where the others only cost, all of them for a large one."""

    SMALL_ROW_COUNT = 100_000

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection
        self._all = self._current = _number(connection, "select current_setting('threads')", [])

    def suit(self, row_count: int) -> None:
        """Sets the number of threads that suits a delivery of so many rows."""
        wanted = 1 if row_count < self.SMALL_ROW_COUNT else self._all
        if wanted != self._current:
            self._connection.execute(f"set threads = {wanted}")
            self._current = wanted


def take_delivery(
    connection: duckdb.DuckDBPyConnection, ledger: Ledger, folder: Path, manifest: Manifest, now: datetime
) -> Outcome:
    """Loads one delivery in one transaction, or recognises it.

    Raises DeliveryRefusedError; nothing of a refused delivery is loaded.
    """
    entity, fingerprint = manifest.entity, ledger.fingerprint(manifest)
    known = ledger.known_delivery(manifest, fingerprint)
    is_unchanged = known == manifest.delivery_id
    if is_unchanged and not ledger.has_open_refusal(place_of(manifest)):
        return Outcome(entity.source, entity.name, manifest.delivery_id, "unchanged")
    with transaction(connection):
        if is_unchanged:
            # Other content was refused under this id meanwhile; the sender has put the first back.
            outcome = Outcome(entity.source, entity.name, manifest.delivery_id, "unchanged")
        elif known:
            outcome = _recognise(ledger, folder, manifest, fingerprint, known, now)
        else:
            outcome = _load(connection, ledger, folder, manifest, fingerprint, now)
        ledger.write_resolution(manifest, now)
    ledger.committed(manifest, fingerprint)
    return outcome


def _attach(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    connection.execute("set TimeZone = 'UTC'")
    # What does not fit into memory are rows on persons: beside the database, not in the folder where somebody stands.
    connection.execute(f"set temp_directory = {load_sql.literal(f'{path}.tmp')}")
    try:
        # Under its production name: a file named raw.duckdb would open as catalogue `raw`, and `raw.x` be ambiguous.
        connection.execute(f"attach {load_sql.literal(str(path))} as lundi_raw")
    except duckdb.Error as error:
        if "could not set lock" in str(error).lower():
            raise LundiError(
                f"{path.name} is in use by another process", "end the other `lundi` or `dbt` run, then try again"
            ) from error
        raise LundiError(
            f"{path} cannot be opened: {_first_line(error)}",
            "move it away; `lundi ingest` makes it anew from the landing zone",
        ) from error
    connection.execute("use lundi_raw")


def _create_tables(connection: duckdb.DuckDBPyConnection, contract: Contract) -> None:
    for schema in ("raw", "quarantine"):
        connection.execute(f"create schema if not exists {schema}")
    there = connection.execute(
        "select schema_name, table_name, column_name from duckdb_columns() where database_name = 'lundi_raw'"
    ).fetchall()
    for statement in changes(DUCKDB, raw_tables(contract), there):
        connection.execute(statement)


def _recognise(
    ledger: Ledger, folder: Path, manifest: Manifest, fingerprint: str, known: str, now: datetime
) -> Outcome:
    # The manifest only says that the content is known: it is, once the bytes have been seen.
    for file in manifest.files:
        check_hash(check_presence(folder, file), file)
    ledger.write_delivery(manifest, fingerprint, DUPLICATE, Counts(), (), now, duplicate_of=known)
    return Outcome(manifest.entity.source, manifest.entity.name, manifest.delivery_id, DUPLICATE)


def _load(
    connection: duckdb.DuckDBPyConnection,
    ledger: Ledger,
    folder: Path,
    manifest: Manifest,
    fingerprint: str,
    now: datetime,
) -> Outcome:
    entity = manifest.entity
    loaded = quarantined = 0
    unknown: list[str] = []
    for file in manifest.files:
        source_file, unknown_columns = _inspect(connection, folder, file, entity)
        unknown += [name for name in unknown_columns if name not in unknown]
        sound, kept_aside = _load_file(connection, manifest, file, source_file, now)
        loaded, quarantined = loaded + sound, quarantined + kept_aside
    ledger.write_delivery(manifest, fingerprint, ACCEPTED, Counts(loaded, quarantined), tuple(unknown), now)
    return Outcome(entity.source, entity.name, manifest.delivery_id, ACCEPTED, loaded, quarantined, tuple(unknown))


def _inspect(
    connection: duckdb.DuckDBPyConnection, folder: Path, file: DeliveredFile, entity: Entity
) -> tuple[SourceFile, tuple[str, ...]]:
    path = check_presence(folder, file)
    if path.suffix == ".csv":
        header = check_csv_bytes(path, file, entity.dialect)
        unknown = check_columns(header.columns, entity, file.name)
        check_hash(path, file)
        types = [(name, "varchar") for name in header.columns]
        return load_sql.source_file(str(path), is_csv=True, types=types), unknown
    check_hash(path, file)
    types = _parquet_types(connection, path, file)
    unknown = check_columns(tuple(name for name, _ in types), entity, file.name)
    described = load_sql.source_file(str(path), is_csv=False, types=types)
    return _with_empty_columns_dropped(connection, described, entity, file), unknown


def _parquet_types(connection: duckdb.DuckDBPyConnection, path: Path, file: DeliveredFile) -> list[tuple[str, str]]:
    try:
        columns = connection.execute(load_sql.no_rows_of_parquet(str(path))).description or ()
    except duckdb.Error as error:
        raise DeliveryRefusedError(
            "file_unreadable", f"no readable Parquet file: {_first_line(error)}", file_name=file.name
        ) from error
    return [(name, str(sql_type).lower()) for name, sql_type, *_ in columns]


def _with_empty_columns_dropped(
    connection: duckdb.DuckDBPyConnection, source_file: SourceFile, entity: Entity, file: DeliveredFile
) -> SourceFile:
    """Refuses retyped columns. A column without any value has no type worth checking: it counts as absent."""
    dropped = set()
    for column in entity.columns:
        source = source_file.column(column.name)
        if source is None or is_acceptable_type(source.sql_type, column):
            continue
        if not column.is_nullable or _has_values(connection, source_file, source.alias):
            raise DeliveryRefusedError(
                "column_retyped",
                f"the column is {source.sql_type}, the contract says {column.sql_type}",
                file_name=file.name,
                column=column.name,
            )
        dropped.add(column.name)
    kept = tuple(column for column in source_file.columns if column.name not in dropped)
    return replace(source_file, columns=kept)


INTEGER_TYPES = ("tinyint", "smallint", "integer", "bigint", "utinyint", "usmallint", "uinteger", "ubigint")


def is_acceptable_type(source_type: str, column: Column) -> bool:
    """Whether a Parquet column of this type can hold the contract's values without a guess.

    Widths and scales may differ: each value is checked as it is cast, and one that does not fit is kept aside.
    """
    wanted = column.sql_type
    if wanted == "bigint":
        return source_type in INTEGER_TYPES
    if wanted == "timestamp":
        return source_type.startswith("timestamp")
    if wanted.startswith("decimal"):
        return source_type.startswith("decimal") or source_type in INTEGER_TYPES
    return source_type == wanted


def _has_values(connection: duckdb.DuckDBPyConnection, source_file: SourceFile, alias: str) -> bool:
    row = connection.execute(f"select count({alias}) from ({load_sql.scan(source_file)})").fetchone()
    return bool(row and row[0])


def _load_file(
    connection: duckdb.DuckDBPyConnection,
    manifest: Manifest,
    file: DeliveredFile,
    source_file: SourceFile,
    now: datetime,
) -> tuple[int, int]:
    """Loads a file; gives the number of sound rows and of those kept aside, which together are all that came."""
    try:
        delivered = _number(connection, load_sql.count_rows(source_file), [])
        if delivered != file.row_count:
            raise DeliveryRefusedError(
                "row_count_differs",
                f"{delivered} rows, announced {file.row_count}",
                file_name=file.name,
                row=min(delivered, file.row_count),
            )
        sound, kept_aside = _insert(connection, manifest, file, source_file, now)
    except duckdb.Error as error:
        rule = "csv_malformed" if source_file.is_csv else "file_unreadable"
        raise DeliveryRefusedError(rule, _cause(error), file_name=file.name, row=_row_of(error)) from error
    if sound + kept_aside != delivered:
        raise LundiError(
            f"{file.name}: {delivered} rows came, {sound} were loaded and {kept_aside} kept aside",
            "nothing of this delivery was loaded; please report this as a fault of Lundi",
        )
    return sound, kept_aside


def _insert(
    connection: duckdb.DuckDBPyConnection,
    manifest: Manifest,
    file: DeliveredFile,
    source_file: SourceFile,
    now: datetime,
) -> tuple[int, int]:
    entity = manifest.entity
    # Half a correction would replace a whole ticket: what it replaces is taken whole or kept aside whole.
    in_whole_units = manifest.mode == "correction"
    sound = _number(
        connection,
        load_sql.insert_sound_rows(entity, source_file, in_whole_units=in_whole_units),
        [manifest.delivery_id, manifest.mode, naive(manifest.delivered_at), manifest.covers_from, file.name],
    )
    if sound == file.row_count:
        return sound, 0
    kept_aside = _number(
        connection,
        load_sql.insert_quarantined_rows(entity, source_file, in_whole_units=in_whole_units),
        [entity.source, entity.name, manifest.delivery_id, file.name, naive(now), naive(manifest.delivered_at)],
    )
    return sound, kept_aside


def _number(connection: duckdb.DuckDBPyConnection, statement: str, parameters: list) -> int:
    row = connection.execute(statement, parameters).fetchone()
    return int(row[0]) if row else 0


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0].strip()


def _cause(error: Exception) -> str:
    """The sentence of a CSV error that says what is wrong, without the advice that follows it."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    said = [line for line in lines if not line.startswith(("Original Line", "Possible", "*", "file =", "delimiter"))]
    return " ".join(said[:2])


def _row_of(error: Exception) -> int | None:
    """The data row that a CSV error names: its line less the header."""
    for line in str(error).splitlines():
        if "CSV Error on Line:" in line:
            return int(line.rsplit(":", 1)[1]) - 1
    return None

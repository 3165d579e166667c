"""The raw database: deliveries as they came, the ledger that makes loading idempotent, and the quarantine.

Tables, the same names on DuckDB and on Snowflake (database `lundi_raw`):
- `raw.<source>_<entity>`: one row per delivered row that could be typed, with its delivery and its place in it;
- `raw.deliveries`: one row per delivery that was taken (`accepted`) or recognised (`duplicate`);
- `raw.delivery_refusals`: one row per delivery content and rule that was refused; `resolved_at` once it was mended;
- `quarantine.delivered_rows`: one row per delivered row that could not be typed, as its source wrote it.
"""

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from lundi.errors import DeliveryRefusedError, LundiError
from lundi.landing.contract import Column, Contract, Entity
from lundi.landing.manifest import DeliveredFile, Manifest
from lundi.landing.precheck import check_columns, check_csv_bytes, check_hash, check_presence
from lundi.warehouse import load_sql
from lundi.warehouse.load_sql import SourceFile, quoted

ACCEPTED, DUPLICATE, REFUSED = "accepted", "duplicate", "refused"

LEDGER_TABLES = """
create schema if not exists raw;
create schema if not exists quarantine;
create table if not exists raw.deliveries (
    source varchar not null,
    entity varchar not null,
    delivery_id varchar not null,
    status varchar not null,
    duplicate_of varchar,
    contract_version bigint not null,
    delivery_mode varchar not null,
    delivered_at timestamp not null,
    covers_from date,
    covers_to date,
    content_hash varchar not null,
    file_count bigint not null,
    row_count bigint not null,
    loaded_row_count bigint not null,
    quarantined_row_count bigint not null,
    control_totals varchar,
    unknown_columns varchar,
    loaded_at timestamp not null,
    primary key (source, entity, delivery_id)
);
create table if not exists raw.delivery_refusals (
    source varchar not null,
    entity varchar not null,
    delivery_id varchar not null,
    content_hash varchar,
    reason_code varchar not null,
    message varchar not null,
    file_name varchar,
    file_row_number bigint,
    column_name varchar,
    refused_at timestamp not null,
    resolved_at timestamp
);
create table if not exists quarantine.delivered_rows (
    source varchar not null,
    entity varchar not null,
    delivery_id varchar not null,
    file_name varchar not null,
    file_row_number bigint not null,
    reason_code varchar not null,
    column_name varchar,
    delivered_row varchar not null,
    detected_at timestamp not null
);
"""


@dataclass(frozen=True)
class Outcome:
    """What became of one delivery."""

    source: str
    entity: str
    delivery_id: str
    status: str  # accepted | duplicate | refused | unchanged
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


def rows_kept_aside(connection: duckdb.DuckDBPyConnection) -> tuple[KeptAside, ...]:
    """Every row in quarantine, of this run and of earlier ones, in delivery order."""
    found = connection.execute(
        "select source || '/' || entity || '/' || delivery_id, file_name, file_row_number, reason_code, column_name "
        "from quarantine.delivered_rows order by delivery_id, source, entity, file_name, file_row_number"
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


def content_hash(manifest: Manifest) -> str:
    """What makes two deliveries the same: entity, mode, the state's first day, and the files' hashes.

    `covers_from` counts for `full` only: the same state that holds again from a later day is news.
    """
    content = [
        manifest.entity.source,
        manifest.entity.name,
        manifest.mode,
        manifest.covers_from.isoformat() if manifest.mode == "full" and manifest.covers_from else None,
        sorted([file.sha256, file.row_count] for file in manifest.files),
    ]
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()


def take_delivery(connection: duckdb.DuckDBPyConnection, folder: Path, manifest: Manifest, now: datetime) -> Outcome:
    """Loads one delivery in one transaction, or recognises it.

    Raises DeliveryRefusedError; nothing of a refused delivery is loaded.
    """
    entity, fingerprint = manifest.entity, content_hash(manifest)
    known = _known_delivery(connection, manifest, fingerprint)
    if known == manifest.delivery_id:
        # Other content may have been refused under this id meanwhile; the sender has put the first back.
        _resolve_refusals(connection, manifest, now)
        return Outcome(entity.source, entity.name, manifest.delivery_id, "unchanged")
    connection.begin()
    try:
        if known:
            # The manifest only says that the content is known: it is, once the bytes have been seen.
            for file in manifest.files:
                check_hash(check_presence(folder, file), file)
            _write_ledger(connection, manifest, fingerprint, DUPLICATE, (0, 0), (), now, duplicate_of=known)
            outcome = Outcome(entity.source, entity.name, manifest.delivery_id, DUPLICATE)
        else:
            outcome = _load(connection, folder, manifest, fingerprint, now)
        _resolve_refusals(connection, manifest, now)
        connection.commit()
    except BaseException:
        connection.rollback()
        raise
    return outcome


def note_refusal(
    connection: duckdb.DuckDBPyConnection,
    place: tuple[str, str, str],
    fingerprint: str | None,
    refusal: DeliveryRefusedError,
    now: datetime,
) -> None:
    """Writes the refusal down, once for each content and rule however often it is tried again."""
    known = connection.execute(
        "select count(*) from raw.delivery_refusals where (source, entity, delivery_id) = (?, ?, ?) "
        "and content_hash is not distinct from ? and reason_code = ? and message = ? and resolved_at is null",
        [*place, fingerprint, refusal.rule, refusal.message],
    ).fetchone()
    if known and known[0]:
        return
    connection.execute(
        "insert into raw.delivery_refusals values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, null)",
        [
            *place,
            fingerprint,
            refusal.rule,
            refusal.message,
            refusal.file_name,
            refusal.row,
            refusal.column,
            _naive(now),
        ],
    )


def _attach(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    connection.execute("set TimeZone = 'UTC'")
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
    connection.execute(LEDGER_TABLES)
    for entity in contract.entities:
        columns = load_sql.raw_columns(entity)
        listed = ", ".join(f"{quoted(name)} {sql_type}" for name, sql_type in columns)
        connection.execute(f"create table if not exists raw.{quoted(entity.table)} ({listed})")
    _add_new_columns(connection, contract)


def _add_new_columns(connection: duckdb.DuckDBPyConnection, contract: Contract) -> None:
    """The contract may grow by nullable columns; a raw database of an older version takes them here."""
    there = set(
        connection.execute("select table_name, column_name from duckdb_columns() where schema_name = 'raw'").fetchall()
    )
    for entity in contract.entities:
        for name, sql_type in load_sql.raw_columns(entity):
            if (entity.table, name) not in there:
                connection.execute(f"alter table raw.{quoted(entity.table)} add column {quoted(name)} {sql_type}")


def _known_delivery(connection: duckdb.DuckDBPyConnection, manifest: Manifest, fingerprint: str) -> str | None:
    """The id of the delivery that already brought this content, None where it is new.

    Raises DeliveryRefusedError (delivery_id_reused): the id is taken, with other content.
    """
    entity = manifest.entity
    rows = connection.execute(
        "select delivery_id, content_hash from raw.deliveries where source = ? and entity = ? "
        "and (delivery_id = ? or content_hash = ?) order by delivery_id",
        [entity.source, entity.name, manifest.delivery_id, fingerprint],
    ).fetchall()
    for delivery_id, known_hash in rows:
        if delivery_id == manifest.delivery_id and known_hash != fingerprint:
            raise DeliveryRefusedError(
                "delivery_id_reused",
                "this delivery_id was taken before with other content: send corrections under a new id",
            )
    ids = [delivery_id for delivery_id, _ in rows]
    return manifest.delivery_id if manifest.delivery_id in ids else next(iter(ids), None)


def _load(
    connection: duckdb.DuckDBPyConnection, folder: Path, manifest: Manifest, fingerprint: str, now: datetime
) -> Outcome:
    entity = manifest.entity
    loaded = quarantined = 0
    unknown: list[str] = []
    for file in manifest.files:
        source_file, unknown_columns = _inspect(connection, folder, file, entity)
        unknown += [name for name in unknown_columns if name not in unknown]
        sound, kept_aside = _load_file(connection, manifest, file, source_file, now)
        loaded, quarantined = loaded + sound, quarantined + kept_aside
    _write_ledger(connection, manifest, fingerprint, ACCEPTED, (loaded, quarantined), tuple(unknown), now)
    return Outcome(entity.source, entity.name, manifest.delivery_id, ACCEPTED, loaded, quarantined, tuple(unknown))


def _inspect(
    connection: duckdb.DuckDBPyConnection, folder: Path, file: DeliveredFile, entity: Entity
) -> tuple[SourceFile, tuple[str, ...]]:
    path = check_presence(folder, file)
    if path.suffix == ".csv":
        header = check_csv_bytes(path, file)
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
        rows = connection.execute(load_sql.describe_parquet(str(path))).fetchall()
    except duckdb.Error as error:
        raise DeliveryRefusedError(
            "file_unreadable", f"no readable Parquet file: {_first_line(error)}", file_name=file.name
        ) from error
    return [(row[0], row[1].lower()) for row in rows]


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
    return SourceFile(source_file.path, source_file.is_csv, kept)


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
        [manifest.delivery_id, manifest.mode, _naive(manifest.delivered_at), manifest.covers_from, file.name],
    )
    if sound == file.row_count:
        return sound, 0
    kept_aside = _number(
        connection,
        load_sql.insert_quarantined_rows(entity, source_file, in_whole_units=in_whole_units),
        [entity.source, entity.name, manifest.delivery_id, file.name, _naive(now)],
    )
    return sound, kept_aside


def _number(connection: duckdb.DuckDBPyConnection, statement: str, parameters: list) -> int:
    row = connection.execute(statement, parameters).fetchone()
    return int(row[0]) if row else 0


def _write_ledger(
    connection: duckdb.DuckDBPyConnection,
    manifest: Manifest,
    fingerprint: str,
    status: str,
    counts: tuple[int, int],
    unknown_columns: tuple[str, ...],
    now: datetime,
    duplicate_of: str | None = None,
) -> None:
    connection.execute(
        "insert into raw.deliveries values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            manifest.entity.source,
            manifest.entity.name,
            manifest.delivery_id,
            status,
            duplicate_of,
            manifest.contract_version,
            manifest.mode,
            _naive(manifest.delivered_at),
            manifest.covers_from,
            manifest.covers_to,
            fingerprint,
            len(manifest.files),
            manifest.row_count,
            *counts,
            json.dumps(manifest.control_totals, sort_keys=True) if manifest.control_totals else None,
            ", ".join(unknown_columns) or None,
            _naive(now),
        ],
    )


def _resolve_refusals(connection: duckdb.DuckDBPyConnection, manifest: Manifest, now: datetime) -> None:
    connection.execute(
        "update raw.delivery_refusals set resolved_at = ? "
        "where (source, entity, delivery_id) = (?, ?, ?) and resolved_at is null",
        [_naive(now), manifest.entity.source, manifest.entity.name, manifest.delivery_id],
    )


def _naive(instant: datetime) -> datetime:
    """Times are stored as UTC without zone, the one form that both engines agree on."""
    return instant.astimezone(UTC).replace(tzinfo=None)


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

"""Takes people out of archived deliveries: rows go, columns are emptied, every other byte of a CSV stays as it came.

The manifest then tells the truth of the files that lie there and from which they were made; `raw.redactions` keeps the
hashes of both, so that neither is taken again. For each file in this order, so that a kill between two steps leaves
what the next run mends: the new file beside the old one, the row in `raw.redactions`, the file, the manifest.
"""

import csv
import gzip
import json
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb

from lundi.errors import LundiError
from lundi.landing.contract import Contract, CsvDialect, Entity, load_contract
from lundi.landing.manifest import MANIFEST_NAME
from lundi.landing.precheck import sha256_of
from lundi.privacy.coverage import LANDED
from lundi.privacy.erasure.conditions import any_of, clear_conditions
from lundi.privacy.person import side_conditions
from lundi.privacy.register import Entry, Key, Register
from lundi.privacy.search import Values, mentions_any
from lundi.warehouse.ledger import naive
from lundi.warehouse.load_sql import SourceFile, literal, no_rows_of_parquet, quoted, scan, source_file

STANDARD = CsvDialect()
GZIP = b"\x1f\x8b"
FROM = "redacted_from"  # in a manifest: the hash and row count that the sender announced
BESIDE = ".redacted"

Place = tuple[str, str, str]
REDACTED = (
    f"insert into {LANDED}.raw.redactions (source, entity, delivery_id, file_name, delivered_sha256, redacted_sha256, "
    "request_id, redacted_at, delivered_row_count, redacted_row_count) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
Note = Callable[[str, list[Any]], object]


def not_noted(statement: str, values: list[Any]) -> None:
    """Raw on the connection is the only one there is."""


@dataclass(frozen=True)
class Redaction:
    """What was taken out of one file."""

    path: str  # below the landing zone
    removed_count: int
    emptied_count: int


@dataclass(frozen=True)
class _Touched:
    """The rows of a file that go, and for each column those in which it is emptied; row 1 is the first data row."""

    gone: frozenset[int]
    emptied: Mapping[str, frozenset[int]]
    row_count: int

    @property
    def emptied_rows(self) -> frozenset[int]:
        return frozenset().union(*self.emptied.values()) - self.gone


def redact_landing(
    connection: duckdb.DuckDBPyConnection,
    landing: Path,
    register: Register,
    values: Values,
    request_id: str,
    now: datetime,
    note: Note = not_noted,
) -> list[Redaction]:
    """Redacts what the plan names, and whatever was delivered that raw did not take.

    connection: raw, open for writing as `lundi_raw`, with the plan's tables. note: where a redaction is written down
    beside, before its file changes. Raises LundiError where a file cannot be
    redacted.
    """
    contract, done = load_contract(), []
    planned = _planned(connection)
    taken = _taken(connection)
    for folder in sorted(landing.glob("*/*/*")):
        if not folder.is_dir():
            continue
        place = (folder.parent.parent.name, folder.parent.name, folder.name)
        names = _names(folder) if place not in taken else planned.get(place, ())
        for name in names:
            path = folder / name
            if path.is_file():
                found = _redact(connection, register, contract, place, path, values, request_id, now, note)
                done += [found] if found else []
    return done


def known_redactions(landing: Path) -> Iterator[tuple[Place, str, str, int, str, int]]:
    """What the manifests of the landing zone tell of their redacted files: a raw database that was restored forgot it.

    Place, file, hash and row count as sent, hash and row count as they lie there.
    """
    for path in sorted(landing.glob(f"*/*/*/{MANIFEST_NAME}")):
        document = _document(path)
        place = (path.parent.parent.parent.name, path.parent.parent.name, path.parent.name)
        for file in document.get("files", ()) if document else ():
            sent = file.get(FROM) if isinstance(file, dict) else None
            if sent:
                yield place, file["name"], sent["sha256"], sent["row_count"], file["sha256"], file["row_count"]


def _planned(connection: duckdb.DuckDBPyConnection) -> dict[Place, tuple[str, ...]]:
    """Files of deliveries that raw took and that hold something of them."""
    found = connection.execute(
        "select source, entity, delivery_id, list(distinct file_name order by file_name) "
        "from planned_files group by all"
    ).fetchall()
    return {(row[0], row[1], row[2]): tuple(row[3]) for row in found}


def _taken(connection: duckdb.DuckDBPyConnection) -> set[Place]:
    """Deliveries whose rows raw has. Of the others, and of copies under another name, every file is looked at."""
    found = connection.execute(
        f"select source, entity, delivery_id from {LANDED}.raw.deliveries where duplicate_of is null "
        f"except select source, entity, delivery_id from {LANDED}.raw.delivery_refusals where resolved_at is null"
    ).fetchall()
    return {(row[0], row[1], row[2]) for row in found}


def _names(folder: Path) -> list[str]:
    return sorted(
        path.name for path in folder.iterdir() if path.name != MANIFEST_NAME and not path.name.startswith(".")
    )


def _redact(
    connection: duckdb.DuckDBPyConnection,
    register: Register,
    contract: Contract,
    place: Place,
    path: Path,
    values: Values,
    request_id: str,
    now: datetime,
    note: Note,
) -> Redaction | None:
    entity = contract.entity(*place[:2])
    entry = register.entry(f"{LANDED}.raw.{entity.table}") if entity else None
    key = register.key_of(entry, [column.name for column in entity.columns]) if entity and entry else None
    beside = path.with_name(f".{path.name}{BESIDE}")
    try:
        if entity is None or entry is None or key is None:
            raise _UnreadableError
        touched = _touched(connection, entity, entry, key, path)
        if not touched.gone and not touched.emptied_rows:
            _mend_manifest(connection, place, path)
            return None
        if path.suffix == ".csv":
            _write_csv(path, beside, touched)
        else:
            _write_parquet(connection, path, beside, touched)
    except (_UnreadableError, duckdb.Error, UnicodeDecodeError, csv.Error):
        # What broke the contract was refused, and may still quote them: its lines, where nobody can tell its rows.
        touched = _write_lines(path, beside, values)
        if not touched.gone:
            beside.unlink(missing_ok=True)
            return None
    delivered, redacted = sha256_of(path), sha256_of(beside)
    row_count = touched.row_count - len(touched.gone)
    first = _as_sent(connection, place, delivered)
    values_noted = [
        *place, path.name, first[0] if first else delivered, redacted, request_id, naive(now),
        first[1] if first else _announced(path, touched.row_count), row_count,
    ]  # fmt: skip
    connection.execute(REDACTED, values_noted)
    note(REDACTED, values_noted)
    beside.chmod(path.stat().st_mode & 0o777)
    os.replace(beside, path)
    _mend_manifest(connection, place, path)
    return Redaction("/".join((*place, path.name)), len(touched.gone), len(touched.emptied_rows))


class _UnreadableError(Exception):
    """A file whose rows nobody can tell."""


def _as_sent(connection: duckdb.DuckDBPyConnection, place: Place, sha256: str) -> tuple[str, int] | None:
    """What the sender announced of a file that was redacted before."""
    return connection.execute(
        f"select delivered_sha256, delivered_row_count from {LANDED}.raw.redactions "
        "where source = ? and entity = ? and redacted_sha256 = ? order by delivery_id = ? desc limit 1",
        [place[0], place[1], sha256, place[2]],
    ).fetchone()


def _announced(path: Path, row_count: int) -> int:
    document = _document(path.parent / MANIFEST_NAME) or {}
    counts = [file["row_count"] for file in document.get("files", ()) if file.get("name") == path.name]
    return counts[0] if counts else row_count


def _mend_manifest(connection: duckdb.DuckDBPyConnection, place: Place, path: Path) -> None:
    """Makes the manifest tell what lies there, where it does not: after a redaction, or a kill in one."""
    manifest = path.parent / MANIFEST_NAME
    document = _document(manifest)
    files = document.get("files", ()) if document else ()
    file = next((one for one in files if isinstance(one, dict) and one.get("name") == path.name), None)
    if document is None or file is None:
        return
    sha256 = sha256_of(path)
    found = connection.execute(
        f"select redacted_row_count, delivered_sha256, delivered_row_count from {LANDED}.raw.redactions "
        "where source = ? and entity = ? and redacted_sha256 = ? order by delivery_id = ? desc limit 1",
        [place[0], place[1], sha256, place[2]],
    ).fetchone()
    if not found or str(file.get("sha256")).lower() == sha256:
        return
    file.update(row_count=found[0], sha256=sha256)
    file[FROM] = {"row_count": found[2], "sha256": found[1]}
    beside = manifest.with_name(f".{manifest.name}{BESIDE}")
    beside.write_text(json.dumps(document, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    os.replace(beside, manifest)


def _document(path: Path) -> dict[str, Any] | None:
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return document if isinstance(document, dict) and isinstance(document.get("files", []), list) else None


def _touched(connection: duckdb.DuckDBPyConnection, entity: Entity, entry: Entry, key: Key, path: Path) -> _Touched:
    """Which rows of a file are theirs, by the conditions by which raw was asked.

    Raises duckdb.Error or UnicodeDecodeError where the file is none of the contract's.
    """
    file = _described(connection, path)
    names = {column.name for column in file.columns}
    if not set(key.columns) <= names:
        raise _UnreadableError
    delivered = ", ".join(f"{literal(column.name)}, {column.alias}" for column in file.columns)
    listed = ", ".join(f"{column.alias} as {quoted(column.name)}" for column in file.columns)
    relation = (
        f"(select {listed}, row_place as redacted_place, cast(json_object({delivered}) as varchar) as redacted_row "
        f"from ({scan(file)}))"
    )
    kept = f"redacted_row in (select delivered_row from kept_rows where source = {literal(entity.source)})"
    gone = [kept, *(side_conditions(entry, key, names).values() if entry.action == "delete" else ())]
    cleared = clear_conditions(connection, entry, key, names) if entry.action == "detach" else {}
    emptied = {column: f"({condition}) and {quoted(column)} is not null" for column, condition in cleared.items()}
    flags = "".join(f", coalesce({condition}, false)" for condition in emptied.values())
    rows = connection.execute(
        f"select redacted_place, coalesce({any_of(gone)}, false){flags} from {relation} "
        f"where {any_of([*gone, *emptied.values()])}"
    ).fetchall()
    row_count = connection.execute(f"select count(*) from {relation}").fetchall()[0][0]
    return _Touched(
        frozenset(row[0] for row in rows if row[1]),
        {
            column: frozenset(row[0] for row in rows if row[number] and not row[1])
            for number, column in enumerate(emptied, start=2)
        },
        row_count,
    )


def _described(connection: duckdb.DuckDBPyConnection, path: Path) -> SourceFile:
    if path.suffix == ".csv":
        with path.open(encoding="utf-8-sig", newline="") as stream:
            names = next(csv.reader(stream, delimiter=STANDARD.delimiter, quotechar=STANDARD.quote), [])
        return source_file(str(path), is_csv=True, types=[(name, "varchar") for name in names])
    if path.suffix != ".parquet":
        raise _UnreadableError
    columns = connection.execute(no_rows_of_parquet(str(path))).description or ()
    return source_file(str(path), is_csv=False, types=[(name, str(kind).lower()) for name, kind, *_ in columns])


def _write_csv(path: Path, beside: Path, touched: _Touched) -> None:
    """The file without the rows that go; rows that lose a value are written anew, all others as they came."""
    with path.open(encoding="utf-8", newline="") as source, beside.open("w", encoding="utf-8", newline="") as target:
        beside.chmod(0o600)
        records = _records(source)
        header, text = next(records)
        target.write(text)
        places = {name.removeprefix("\ufeff"): place for place, name in enumerate(header)}
        number = 0
        emptied_rows = touched.emptied_rows
        for fields, text in records:
            if not fields:
                target.write(text)
                continue
            number += 1
            if number in touched.gone:
                continue
            if number in emptied_rows:
                for column, rows in touched.emptied.items():
                    if number in rows:
                        fields[places[column]] = ""
                ending = "\r\n" if text.endswith("\r\n") else "\n"
                csv.writer(
                    target, delimiter=STANDARD.delimiter, quotechar=STANDARD.quote, lineterminator=ending
                ).writerow(fields)
            else:
                target.write(text)
    if number != touched.row_count:
        raise LundiError(
            f"{path.name} of {path.parent.name} reads as {number} rows and as {touched.row_count}",
            "nothing of it was changed; please report this as a fault of Lundi",
        )


def _records(source: Iterator[str]) -> Iterator[tuple[list[str], str]]:
    """Each record of a CSV with the very text that it was read from, line ends within quotes included."""
    read: list[str] = []

    def lines() -> Iterator[str]:
        for line in source:
            read.append(line)
            yield line

    for fields in csv.reader(lines(), delimiter=STANDARD.delimiter, quotechar=STANDARD.quote):
        yield fields, "".join(read)
        read.clear()


def _write_parquet(connection: duckdb.DuckDBPyConnection, path: Path, beside: Path, touched: _Touched) -> None:
    file = _described(connection, path)
    connection.execute(
        "create or replace temp table gone_rows as select unnest(cast(? as bigint[])) as place", [sorted(touched.gone)]
    )
    listed = []
    for number, column in enumerate(file.columns):
        rows = touched.emptied.get(column.name)
        if rows:
            table = f"emptied_rows_{number}"
            connection.execute(
                f"create or replace temp table {table} as select unnest(cast(? as bigint[])) as place", [sorted(rows)]
            )
            value = f"case when row_place in (select place from {table}) then null else {column.alias} end"
        else:
            value = column.alias
        listed.append(f"{value} as {quoted(column.name)}")
    beside.unlink(missing_ok=True)
    connection.execute(
        f"copy (select {', '.join(listed)} from ({scan(file)}) where row_place not in (select place from gone_rows) "
        f"order by row_place) to {literal(str(beside))} (format parquet, compression zstd)"
    )


def _write_lines(path: Path, beside: Path, values: Values) -> _Touched:
    """A file that is no delivery of the contract, without the lines that name them. A packed one is packed again."""
    content = path.read_bytes()
    is_packed = content.startswith(GZIP)
    try:
        lines = (gzip.decompress(content) if is_packed else content).splitlines(keepends=True)
    except (OSError, EOFError):
        return _Touched(frozenset(), {}, 0)
    names_any = mentions_any(values)
    gone = frozenset(
        number for number, line in enumerate(lines) if names_any(line.decode("utf-8", errors="ignore").lower())
    )
    kept = b"".join(line for number, line in enumerate(lines) if number not in gone)
    beside.write_bytes(gzip.compress(kept, mtime=0) if is_packed else kept)
    # The header is a line as well, where there is one: what was announced is all that is known of the rows.
    return _Touched(gone, {}, max(len(lines) - 1, len(gone)))

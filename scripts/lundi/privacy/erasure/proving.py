"""Whether anything is left of the people of a plan: each object asked by their keys, and every file searched."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import duckdb

from lundi.privacy.coverage import BUILT, LANDED, STATE
from lundi.privacy.erasure.conditions import row_condition
from lundi.privacy.erasure.planning import changed_count
from lundi.privacy.erasure.work import load, work_file
from lundi.privacy.finding import roots
from lundi.privacy.places import open_places
from lundi.privacy.register import REGISTER, Entry, Register
from lundi.privacy.search import Values, search, values_of
from lundi.settings import Settings

# Their numbers stay on purpose, so that none is given twice: nothing leads from them to anybody.
NUMBERS_STAY = {"customer_registry", "customer_events", "fct_customer_events", "feed_changes"}


@dataclass(frozen=True)
class Verified:
    """What a search for what was erased saw."""

    left: tuple[str, ...]  # places that still hold something: an object, or a file with its column
    unread: tuple[str, ...]
    file_count: int
    column_count: int
    left_counts: Mapping[str, int]  # object: rows that should have gone

    @property
    def is_clean(self) -> bool:
        """Whether nothing is left and everything was read."""
        return not self.left and not self.unread


def values_to_search(connection: duckdb.DuckDBPyConnection) -> Values:
    """What is the people's alone, of the plan on the connection."""
    return values_of(row[0] for row in connection.execute("select value from identifiers").fetchall())


def verify(settings: Settings, register: Register) -> Verified:
    """Looks for the people of the plan in every object and every file but the plan itself."""
    with open_places(settings) as connection:
        load(connection, settings)
        values = values_to_search(connection)
        left_counts = {entry.path: left_in(connection, register, entry) for entry in register.entries}
    found = search(roots(settings), values, passed_over={work_file(settings)})
    places = [path for path, count in left_counts.items() if count]
    places += [" ".join(part for part in (hit.file, hit.object_name, hit.column) if part) for hit in found.hits]
    return Verified(tuple(places), found.unread, found.file_count, found.column_count, left_counts)


def left_in(connection: duckdb.DuckDBPyConnection, register: Register, entry: Entry) -> int:
    """Rows of an object that an erasure should have taken, emptied or not made again."""
    is_asked = entry.action != "aggregate_only" and (
        entry.database in (LANDED, STATE) or (entry.database == BUILT and entry.schema == "marts")
    )
    condition = row_condition(connection, register, entry) if is_asked else None
    if condition is None:
        return 0
    if entry.action == "detach":
        return changed_count(connection, register, entry, 0) if entry.database != BUILT else 0
    if entry.name in NUMBERS_STAY:
        return 0
    return connection.execute(f"select count(*) from {entry.path} where {condition}").fetchall()[0][0]


def index_hash() -> str:
    """The version of the register that an erasure walked."""
    return hashlib.sha256(REGISTER.read_bytes()).hexdigest()


@dataclass(frozen=True)
class Carried:
    """What an erasure did beside the objects' rows."""

    begun_at: datetime
    finished_at: datetime
    files: Sequence[Mapping[str, Any]]  # archived files that were redacted
    removed: Sequence[str]
    seconds: Mapping[str, float]


def proofs_of(
    connection: duckdb.DuckDBPyConnection, register: Register, verified: Verified, carried: Carried
) -> dict[str, dict[str, Any]]:
    """The proof of each request of the plan on the connection; it names no person, and nobody's number."""
    shared = _shared(connection, register, verified, carried)
    records = connection.execute(
        "select requested.request_id, count(distinct requested.customer_id), count(person_keys.key_value) "
        "from requested left join person_keys on person_keys.key_kind = 'source_customer' "
        "and person_keys.owner = requested.customer_id group by all order by all"
    ).fetchall()
    hashes = {
        (request_id, kind): count
        for request_id, kind, count in connection.execute(
            "select request_id, key_kind, count(*) from suppressions group by all"
        ).fetchall()
    }
    return {
        request_id: {
            "request_id": request_id,
            "customer_count": customers,
            "record_count": record_count,
            "suppressed": {kind: count for (owner, kind), count in hashes.items() if owner == request_id},
            **shared,
        }
        for request_id, customers, record_count in records
    }


def _shared(
    connection: duckdb.DuckDBPyConnection, register: Register, verified: Verified, carried: Carried
) -> dict[str, Any]:
    counts = {
        path: (found, changed)
        for path, found, changed in connection.execute(
            "select path, found_count, changed_count from object_counts"
        ).fetchall()
    }
    objects = [
        {
            "object": entry.path,
            "label": entry.label,
            "action": entry.action,
            "reason": entry.reason,
            "rows_found": counts[entry.path][0],
            "rows_deleted": counts[entry.path][1] if entry.action == "delete" else 0,
            "rows_detached": counts[entry.path][1] if entry.action == "detach" else 0,
            "left": verified.left_counts.get(entry.path, 0),
        }
        for entry in register.entries
        if entry.path in counts and counts[entry.path][0]
    ]
    requests, identifiers = connection.execute(
        "select (select count(distinct request_id) from requested), (select count(*) from identifiers)"
    ).fetchall()[0]
    return {
        "requests_in_this_run": requests,
        "begun_at": f"{carried.begun_at:%Y-%m-%dT%H:%M:%SZ}",
        "finished_at": f"{carried.finished_at:%Y-%m-%dT%H:%M:%SZ}",
        "index_hash": index_hash(),
        "objects": objects,
        "redacted_files": [dict(file) for file in carried.files],
        "removed_files": list(carried.removed),
        "verification": {
            "identifiers_searched": identifiers,
            "files_read": verified.file_count,
            "columns_read": verified.column_count,
            "places_left": len(verified.left),
        },
        "seconds": {name: round(seconds, 2) for name, seconds in carried.seconds.items()},
    }

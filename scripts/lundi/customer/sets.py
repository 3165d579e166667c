"""The labelled sets that an evaluation knows by name or reads from a path, as tables of one connection.

`mapped` has one row per record: original_id, true_id, source_system, the contract's columns and `birth_date_text`;
`traps` the pairs of people who must stay apart (kind, a, b); `cards` the loyalty cards, where a set has them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from lundi.customer.febrl import FILES as FEBRL_FILES
from lundi.customer.febrl import read_febrl
from lundi.customer.layouts import CHANNELS, FEBRL, Layout, layout_of, mapped_select
from lundi.errors import LundiError
from lundi.settings import PROJECT_ROOT
from lundi.warehouse.load_sql import literal

DEMO = "demo"
# Sets that lie in the folder of the benchmarks, or in the project.
FILES = {"historical_50k_train": "historical_50k_train.parquet", "fr_traps": "fr_traps_records.parquet"}
NAMES = (DEMO, *FEBRL_FILES, *FILES)
OWN_FOLDER = PROJECT_ROOT / "tests" / "fixtures" / "customers"

# When the records are delivered, so that a run does not depend on the day it is made.
DELIVERED_AT = datetime(2026, 11, 16, 3, 0, tzinfo=UTC)

NO_CARDS = """
create or replace table cards (
    original_id varchar, loyalty_card_number varchar, issued_at timestamp, deactivated_at timestamp
)
"""
NO_TRAPS = "create or replace table traps (kind varchar, a varchar, b varchar)"

CHECKED = """
select
    count(*),
    count(*) - count(distinct original_id),
    count_if(true_id is null),
    count_if(source_system is null)
from mapped
"""


@dataclass(frozen=True)
class LabelledSet:
    """A set whose tables are loaded."""

    name: str
    layout: str
    record_count: int
    invalid_birth_date_count: int  # dates that are no day of the calendar: delivered as null
    birth_date_count: int  # of all delivered, those among them
    variables: Mapping[str, str] = field(default_factory=dict)
    peer_model: str = "contacts"
    delivered_at: datetime = DELIVERED_AT


@dataclass(frozen=True)
class Places:
    """Where sets are looked for."""

    benchmarks: Path | None = None
    demo_landing: Path | None = None
    demo_size: str = "tiny"
    demo_record_count: int | None = None  # another number of records than the size has


def load_set(connection: duckdb.DuckDBPyConnection, name: str, places: Places) -> LabelledSet:
    """Makes the tables of a set: one of NAMES, or the path of a Parquet file with the columns of one.

    Raises LundiError where it is not there, is another, or does not say of each record who it is.
    """
    if name == DEMO:
        return _load_demo(connection, places)
    if name in FEBRL_FILES:
        read_febrl(connection, name, places.benchmarks, "delivered")
        return _load(connection, name, FEBRL, None)
    path = _named_file(name, places.benchmarks) if name in FILES else Path(name)
    if not path.is_file():
        raise LundiError(
            f"there is no data set {name!r}", f"name one of {', '.join(NAMES)}, or the path of a Parquet file"
        )
    layout = layout_of(_read_parquet(connection, path, "delivered"), path.name)
    return _load(connection, name if name in FILES else path.stem, layout, trap_file(path))


def trap_file(path: Path) -> Path | None:
    """The pairs that must stay apart, beside a set: X_trap_pairs for X_records, else <stem>_trap_pairs."""
    candidates = [
        path.with_name(f"{stem}_trap_pairs.parquet") for stem in (path.stem.removesuffix("_records"), path.stem)
    ]
    return next((candidate for candidate in candidates if candidate.is_file()), None)


def _named_file(name: str, benchmarks: Path | None) -> Path:
    for folder in (benchmarks, OWN_FOLDER):
        if folder and (folder / FILES[name]).is_file():
            return folder / FILES[name]
    where = f"it does not lie in {benchmarks}" if benchmarks else "no folder of benchmarks is named"
    raise LundiError(
        f"{name} is not part of Lundi, and {where}",
        f"name the folder that holds {FILES[name]} with --benchmarks or LUNDI_BENCHMARKS",
    )


def _read_parquet(connection: duckdb.DuckDBPyConnection, path: Path, table: str) -> list[str]:
    """Makes a table of a file; gives its columns."""
    try:
        connection.execute(f"create or replace table {table} as select * from read_parquet({literal(str(path))})")
    except duckdb.Error as error:
        raise LundiError(
            f"{path.name} is no readable Parquet file: {str(error).splitlines()[0]}", "give a Parquet file"
        ) from error
    return [row[0] for row in connection.execute(f"describe {table}").fetchall()]


def _load(connection: duckdb.DuckDBPyConnection, name: str, layout: Layout, traps: Path | None) -> LabelledSet:
    connection.execute(f"create or replace table mapped as {mapped_select(layout, 'delivered')}")
    connection.execute("drop table delivered")
    connection.execute(NO_CARDS)
    _load_traps(connection, traps)
    return checked_set(connection, name, layout=layout.name, variables=layout.variables, peer_model=layout.peer_model)


def _load_traps(connection: duckdb.DuckDBPyConnection, path: Path | None) -> None:
    connection.execute(NO_TRAPS)
    if path is None:
        return
    columns = _read_parquet(connection, path, "delivered")
    if not {"kind", "a", "b"} <= set(columns):
        raise LundiError(f"{path.name} has the columns {', '.join(columns)}", "pairs of traps have kind, a and b")
    connection.execute(
        "insert into traps select cast(kind as varchar), cast(a as varchar), cast(b as varchar) from delivered"
    )
    connection.execute("drop table delivered")


def _load_demo(connection: duckdb.DuckDBPyConnection, places: Places) -> LabelledSet:
    from lundi.customer import demo_records

    if places.demo_landing:
        delivered_at = demo_records.read_landing(connection, places.demo_landing)
    else:
        delivered_at = demo_records.make_demo(connection, places.demo_size, places.demo_record_count)
    return checked_set(connection, DEMO, layout=DEMO, delivered_at=delivered_at)


def checked_set(
    connection: duckdb.DuckDBPyConnection,
    name: str,
    *,
    layout: str,
    variables: Mapping[str, str] | None = None,
    peer_model: str = CHANNELS.peer_model,
    delivered_at: datetime = DELIVERED_AT,
) -> LabelledSet:
    """The set that lies in `mapped`. Raises LundiError where a record has no person, no id of its own or no channel."""
    records, repeated, unlabelled, elsewhere = connection.execute(CHECKED).fetchall()[0]
    faults = {
        "records have the id of another": repeated,
        "records do not say whose they are": unlabelled,
        "records come from no known channel": elsewhere,
    }
    for fault, count in faults.items():
        if count:
            raise LundiError(f"{name}: {count:,} of {records:,} {fault}", "mend the file: nothing was evaluated")
    if not records:
        raise LundiError(f"{name} has no record", "give a file with some")
    dates, invalid = connection.execute(
        "select count(birth_date_text), count_if(birth_date_text is not null and birth_date is null) from mapped"
    ).fetchall()[0]
    return LabelledSet(name, layout, records, invalid, dates, variables or {}, peer_model, delivered_at)

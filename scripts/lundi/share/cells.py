"""The rows of one partner and product: read from an edition, written as files, counted and hashed."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from lundi.errors import LundiError
from lundi.share.contracts import PARTNER_COLUMN, PUBLISHED, RELEASE_CODES, RELEASE_COLUMN, WEEK_COLUMN, Contract
from lundi.share.offers import DUCKDB, PARQUET, Grant
from lundi.warehouse.load_sql import literal, quoted

# Partners with a DuckDB of 2024 open it.
STORAGE_VERSION = "v1.0.0"
FINAL_COLUMN = "is_final"
PROVISIONAL, FINAL = "provisional", "final"


@dataclass(frozen=True)
class Cells:
    """The rows of one partner and product, in the order of all columns."""

    contract: Contract
    rows: tuple[tuple, ...]

    @property
    def data_hash(self) -> str:
        """Of contract and values; the same rows always give the same one."""
        digest = hashlib.sha256(self.contract.shape_hash.encode())
        for row in self.rows:
            digest.update(json.dumps([_text(value) for value in row], ensure_ascii=False).encode())
        return digest.hexdigest()

    @property
    def release_counts(self) -> dict[str, int]:
        """How many cells have each release code; a product without them publishes all that it holds."""
        if RELEASE_COLUMN not in self.contract.names:
            return {**dict.fromkeys(RELEASE_CODES, 0), PUBLISHED: len(self.rows)}
        codes = self.column(RELEASE_COLUMN)
        return {code: codes.count(code) for code in RELEASE_CODES}

    @property
    def weeks(self) -> list[dict[str, str]]:
        """The weeks that it holds, each provisional as long as one of its rows is."""
        if WEEK_COLUMN not in self.contract.names:
            return []
        finals = self.column(FINAL_COLUMN) if FINAL_COLUMN in self.contract.names else [True] * len(self.rows)
        found: dict[str, bool] = {}
        for week, is_final in zip(self.column(WEEK_COLUMN), finals, strict=True):
            found[week] = found.get(week, True) and bool(is_final)
        return [{"iso_week": week, "status": FINAL if found[week] else PROVISIONAL} for week in sorted(found)]

    def column(self, name: str) -> list[Any]:
        """The values of a column."""
        place = self.contract.names.index(name)
        return [row[place] for row in self.rows]


def read_cells(connection: duckdb.DuckDBPyConnection, contract: Contract, partner_code: str) -> Cells:
    """The rows of a partner, as the edition has them. Raises LundiError where it lacks the product or a column."""
    names = ", ".join(quoted(name) for name in contract.names)
    try:
        found = connection.execute(
            f"select {names} from share.{quoted(contract.relation)} where {PARTNER_COLUMN} = ? order by all",
            [partner_code],
        ).fetchall()
    except (duckdb.CatalogException, duckdb.BinderException) as error:
        raise LundiError(
            f"share.{contract.relation} is not as its contract says: {str(error).splitlines()[0]}",
            "run `lundi share publish` without --no-build, or `lundi monday`",
        ) from error
    return Cells(contract, tuple(found))


def write_files(folder: Path, database: str, granted: Sequence[tuple[Grant, Cells]]) -> None:
    """Writes what a partner gets into a folder: one DuckDB file for all products, one Parquet file each."""
    with duckdb.connect() as connection:
        connection.execute("set TimeZone = 'UTC'")
        # One order, whatever the machine: the same rows give the same bytes.
        connection.execute("set threads = 1")
        if any(DUCKDB in grant.formats for grant, _ in granted):
            path = literal(str(folder / database))
            connection.execute(f"attach {path} as partage (storage_version '{STORAGE_VERSION}')")
        for grant, cells in granted:
            _fill(connection, "memory", grant, cells)
            if DUCKDB in grant.formats:
                _fill(connection, "partage", grant, cells)
            if PARQUET in grant.formats:
                _write_parquet(connection, folder / f"{grant.product.table_name}.parquet", grant, cells)


def _fill(connection: duckdb.DuckDBPyConnection, catalogue: str, grant: Grant, cells: Cells) -> None:
    table = f"{catalogue}.main.{quoted(grant.product.table_name)}"
    columns = ", ".join(f"{quoted(column.name)} {column.type}" for column in cells.contract.columns)
    connection.execute(f"create table {table} ({columns})")
    connection.execute(f"comment on table {table} is {literal(grant.product.description_fr)}")
    for column in cells.contract.columns:
        text = column.description_fr or column.description_en
        connection.execute(f"comment on column {table}.{quoted(column.name)} is {literal(text)}")
    if cells.rows:
        # Column by column: row by row, as executemany goes, a hundred thousand rows would take a minute.
        unnested = ", ".join(f"unnest(?::{column.type}[])" for column in cells.contract.columns)
        values = [list(values) for values in zip(*cells.rows, strict=True)]
        connection.execute(f"insert into {table} select {unnested}", values)


def _write_parquet(connection: duckdb.DuckDBPyConnection, path: Path, grant: Grant, cells: Cells) -> None:
    weeks = [week["iso_week"] for week in cells.weeks]
    metadata = {
        "product": grant.product.product_code,
        "contract_version": str(grant.product.product_version),
        "contract_hash": cells.contract.shape_hash,
        "weeks": f"{weeks[0]}/{weeks[-1]}" if weeks else "",
        "data_hash": cells.data_hash,
    }
    written = ", ".join(f"{name}: {literal(value)}" for name, value in metadata.items())
    connection.execute(
        f"copy (select * from memory.main.{quoted(grant.product.table_name)}) to {literal(str(path))} "
        f"(format parquet, compression zstd, kv_metadata {{{written}}})"
    )


def _text(value: Any) -> str | None:  # noqa: ANN401
    return None if value is None else repr(value) if isinstance(value, float) else str(value)

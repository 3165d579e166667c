"""Gate B for partners: what lies in the files is read back and asked, before anybody may see it.

Nothing is taken from what wrote them: columns and types are those of the contract, rows are the partner's own and all
of them, values lie in its scope, what is not published has no figure, and nobody is named.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from lundi.errors import LundiError
from lundi.quality.outgoing import check_names_nobody
from lundi.share.cells import Cells
from lundi.share.contracts import PARTNER_COLUMN, PUBLISHED, RELEASE_CODES, RELEASE_COLUMN, Contract, normal_type
from lundi.share.offers import DUCKDB, EVERYTHING, PARQUET, Grant
from lundi.warehouse.load_sql import literal, quoted

# The column in which a kind of scope shows. A row of a total or of the context has none there, or says which it is.
SCOPE_COLUMNS = {
    "supplier": ("supplier_id",),
    "brand": ("brand",),
    "store": ("store_id",),
    "zone": ("zone_code",),
    "sales_partner": ("sales_partner_code",),
}
TOTAL_VALUES = frozenset({"(all)", "all", "total", "other", "others"})

# What no partner may have, by the words of a column's name: who bought, with what, and what it cost.
PERSONAL = re.compile(
    r"(^|_)(customer_id|household_id|member_id|account_id|ticket_id|order_id|golden|pseudonym|card|cards|email|mail|phone|"
    r"first_name|last_name|birth_date|address|postal_code|latitude|longitude|employee)($|_)"
)
COMMERCIAL = re.compile(r"(^|_)(cost|costs|margin|margins|purchase_price)($|_)")


@dataclass(frozen=True)
class Artefact:
    """A product as it lies in one file."""

    name: str
    columns: tuple[tuple[str, str], ...]
    rows: tuple[tuple, ...]


def check_product(folder: Path, database: str, partner_code: str, grant: Grant, cells: Cells) -> None:
    """Reads a product back from each of its files. Raises LundiError with what is wrong first: nothing then leaves."""
    artefacts = []
    if DUCKDB in grant.formats:
        artefacts.append(_from_database(folder / database, grant.product.table_name, database))
    if PARQUET in grant.formats:
        artefacts.append(_from_parquet(folder / f"{grant.product.table_name}.parquet"))
    for artefact in artefacts:
        found = findings(artefact, grant, cells)
        if found:
            raise LundiError(
                f"{artefact.name} of {partner_code} must not leave: {found[0]}"
                + (f" (and {len(found) - 1} more)" if found[1:] else ""),
                "what was published before stands; mend the model or the seed, then publish again",
            )
        texts = {value for row in artefact.rows for value in row if isinstance(value, str)}
        check_names_nobody(f"{artefact.name} of {partner_code}", "\n".join(sorted(texts)))


def findings(artefact: Artefact, grant: Grant, cells: Cells) -> list[str]:
    """What is wrong with a file, one sentence each, never with a value of it."""
    found = shape_findings(artefact.columns, cells.contract)
    if found:
        return found
    if sorted(map(repr, artefact.rows)) != sorted(map(repr, cells.rows)):
        found.append("its rows are not the partner's own")
    found += scope_findings(cells.contract.names, artefact.rows, grant.scopes)
    found += release_findings(cells.contract, artefact.rows)
    return found


def shape_findings(columns: Sequence[tuple[str, str]], contract: Contract) -> list[str]:
    """Where columns are not those of the contract, or the contract holds what no partner may have."""
    found = []
    if tuple((name, normal_type(kind)) for name, kind in columns) != contract.shape:
        found.append("its columns are not those of the contract")
    if PARTNER_COLUMN in contract.names:
        found.append("it holds the partner's code, which tells of other partners")
    for column in contract.columns:
        if column.privacy != "none":
            found.append(f"column {column.name} is of privacy class {column.privacy or 'unknown'}")
        if PERSONAL.search(column.name):
            found.append(f"column {column.name} is on a person")
        if COMMERCIAL.search(column.name):
            found.append(f"column {column.name} is a cost or a margin")
    return found


def scope_findings(names: Sequence[str], rows: Sequence[tuple], scopes: Mapping[str, Collection[str]]) -> list[str]:
    """Where a row is outside what the seed grants. Kinds of scope add to each other, so that a row must be in one of
    them; where one of them shows in no column, rows cannot tell, and the models' own tests ask."""
    places = {
        kind: [names.index(name) for name in SCOPE_COLUMNS.get(kind, ()) if name in names]
        for kind in scopes
        if kind != EVERYTHING
    }
    if EVERYTHING in scopes or not all(places.values()):
        return []
    outside: dict[str, set[object]] = {}
    for row in rows:
        # A row of a total or of the context has none of the values, or says that it is one.
        strange = [[place for place in at if not _is_inside(row[place], scopes[kind])] for kind, at in places.items()]
        if all(strange):
            for place in (place for at in strange for place in at):
                outside.setdefault(names[place], set()).add(row[place])
    return [f"{len(values)} values of {name} are outside the scope" for name, values in sorted(outside.items())]


def _is_inside(value: object, allowed: Collection[str]) -> bool:
    return value is None or value in allowed or value in TOTAL_VALUES


def release_findings(contract: Contract, rows: Sequence[tuple]) -> list[str]:
    """Where a cell has no release code, or a figure although it is not published."""
    if RELEASE_COLUMN not in contract.names:
        return []
    found = []
    for code_column in (name for name in contract.names if name.endswith(RELEASE_COLUMN)):
        place = contract.names.index(code_column)
        # A row without context has neither its code nor its figures.
        known = RELEASE_CODES if code_column == RELEASE_COLUMN else (*RELEASE_CODES, None)
        if unknown := sum(row[place] not in known for row in rows):
            found.append(f"{unknown} cells have no known release code")
        measures = [contract.names.index(name) for name in contract.measures if _code_of(name, contract) == code_column]
        told = sum(row[place] != PUBLISHED and any(row[measure] is not None for measure in measures) for row in rows)
        if told:
            found.append(f"{told} cells that are not published hold a figure")
    return found


def _code_of(measure: str, contract: Contract) -> str:
    """The column that says whether a figure is published: the context's (`category_release_code`) or the cell's."""
    for name in contract.names:
        prefix = name.removesuffix(RELEASE_COLUMN)
        if prefix and prefix != name and measure.startswith(prefix):
            return name
    return RELEASE_COLUMN


def _from_database(path: Path, table: str, name: str) -> Artefact:
    with duckdb.connect(str(path), read_only=True) as connection:
        connection.execute("set TimeZone = 'UTC'")
        return _artefact(connection, f"{name}, {table}", f"main.{quoted(table)}")


def _from_parquet(path: Path) -> Artefact:
    with duckdb.connect() as connection:
        connection.execute("set TimeZone = 'UTC'")
        return _artefact(connection, path.name, f"read_parquet({literal(str(path))})")


def _artefact(connection: duckdb.DuckDBPyConnection, name: str, relation: str) -> Artefact:
    columns = tuple((row[0], row[1]) for row in connection.execute(f"describe select * from {relation}").fetchall())
    return Artefact(name, columns, tuple(connection.execute(f"select * from {relation}").fetchall()))

"""The rung that compares what both engines built, table by table, row for row."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb

from ladder.findings import Finding

RUNG = "compare"
SCHEMAS = ("core", "vault", "marts", "reports", "audit", "state")
# What `lundi` writes into a published database beside what dbt builds.
NOT_BUILT = frozenset({"audit.edition"})
# Rates are doubles: both engines divide alike, but may add in another order.
ROUNDING = 9

# What may differ, by table or by table and column, and why: nothing today. Everything else must be equal.
EXCEPTIONS: Mapping[str, str] = {}


@dataclass(frozen=True)
class Comparison:
    """The tables that were compared, the rows of the local ones together, and what differs."""

    tables: tuple[str, ...]
    row_count: int
    findings: tuple[Finding, ...]


def compare(account: duckdb.DuckDBPyConnection, local: Path, exceptions: Mapping[str, str]) -> Comparison:
    """Compares the stand-in's database LUNDI with a local file that dbt built.

    account: a cursor onto the stand-in's data. A table that stands on one side alone is a finding too.
    """
    account.execute(f"attach '{local}' as local_build (read_only)")
    try:
        ours, theirs = (_tables(account, database) - set(exceptions) for database in ("local_build", "LUNDI"))
        findings = [Finding(RUNG, name, "was not built on Snowflake") for name in sorted(ours - theirs)]
        findings += [Finding(RUNG, name, "was not built on DuckDB") for name in sorted(theirs - ours)]
        both = sorted(ours & theirs)
        row_count = 0
        for name in both:
            row_count += _count(account, f"select count(*) from local_build.{name}")
            findings += _differences(account, name, exceptions)
    finally:
        account.execute("detach local_build")
    return Comparison(tuple(both), row_count, tuple(findings))


def _tables(account: duckdb.DuckDBPyConnection, database: str) -> set[str]:
    found = account.execute(
        "select lower(schema_name), lower(table_name) from duckdb_tables() "
        "where database_name = ? and lower(schema_name) in (select unnest(?)) "
        "and not lower(table_name) like '%__dbt_tmp'",
        [database, list(SCHEMAS)],
    ).fetchall()
    return {f"{schema}.{table}" for schema, table in found} - NOT_BUILT


def fingerprint(account: duckdb.DuckDBPyConnection, database: str) -> dict[str, tuple]:
    """The number of rows and the hash of each stored table of a database, whatever the order of its rows."""
    return {
        name: account.execute(
            f"select count(*), coalesce(bit_xor(hash(each_row)), 0) from {database}.{name} as each_row"
        ).fetchone()
        or ()
        for name in sorted(_tables(account, database))
    }


def _columns(account: duckdb.DuckDBPyConnection, database: str, name: str) -> dict[str, str]:
    schema, table = name.split(".")
    found = account.execute(
        "select lower(column_name), data_type from duckdb_columns() where database_name = ? "
        "and lower(schema_name) = ? and lower(table_name) = ? order by column_index",
        [database, schema, table],
    ).fetchall()
    return dict(found)


def _differences(account: duckdb.DuckDBPyConnection, name: str, exceptions: Mapping[str, str]) -> list[Finding]:
    ours, theirs = _columns(account, "local_build", name), _columns(account, "LUNDI", name)
    if list(ours) != list(theirs):
        return [Finding(RUNG, name, f"columns differ: {sorted(set(ours) ^ set(theirs)) or 'in their order'}")]
    kept = {column: kind for column, kind in ours.items() if f"{name}.{column}" not in exceptions}
    found = [
        Finding(RUNG, f"{name}.{column}", f"is {theirs[column]} on Snowflake and {kind} on DuckDB")
        for column, kind in kept.items()
        if theirs[column] != kind
    ]
    listed = ", ".join(_rounded(column, kind) for column, kind in kept.items())
    here, there = f"select {listed} from local_build.{name}", f"select {listed} from LUNDI.{name}"
    lacking = _count(account, f"select count(*) from ({here} except all {there})")
    extra = _count(account, f"select count(*) from ({there} except all {here})")
    if lacking or extra:
        columns = [column for column, kind in kept.items() if _differs(account, name, _rounded(column, kind))]
        said = f"{lacking} rows of DuckDB's are not in Snowflake's, {extra} the other way; columns {columns}"
        found.append(Finding(RUNG, name, said))
    return found


def _differs(account: duckdb.DuckDBPyConnection, name: str, column: str) -> bool:
    here, there = f"select {column} from local_build.{name}", f"select {column} from LUNDI.{name}"
    return bool(_count(account, f"select count(*) from ({here} except all {there})"))


def _rounded(column: str, kind: str) -> str:
    return f"round({column}, {ROUNDING}) as {column}" if kind == "DOUBLE" else column


def _count(account: duckdb.DuckDBPyConnection, statement: str) -> int:
    row = account.execute(statement).fetchone()
    return int(row[0]) if row else 0

"""Rung static: names, functions, kinds and the project's own rules, checked against the schema without any server.

Names: every table is known, every column belongs to exactly one of the tables at hand. Functions and the kinds of
their arguments: the catalogue `snowflake_signatures.yml`. Rules: `static_rules` on the SQL as written, `static_typed`
on the typed tree. `desc` without nulls first or last is always a finding (DuckDB puts nulls last, Snowflake first);
`asc` without is none (both put them last).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ladder.findings import Finding
from ladder.static_query import Examined, Examiner
from ladder.static_rules import Fault
from ladder.static_schema import Columns, data_type_of, known_tables, node_columns, without_columns
from ladder.static_tree import kind_of
from ladder.static_typed import family, family_of

RUNG = "static"
CHECKED = ("model", "test", "snapshot")
# What dbt adds to the columns of a snapshot's query.
SNAPSHOT_COLUMNS: Columns = {
    "dbt_scd_id": "varchar",
    "dbt_updated_at": "timestamp",
    "dbt_valid_from": "timestamp",
    "dbt_valid_to": "timestamp",
}
# Materializations whose table has other columns than the query that they are given: what they ask of the query.
GRAPHS: dict[str, Columns] = {
    "connected_components": {"left_node": "bigint", "right_node": "bigint"},
    "constrained_clusters": {
        "left_node": "bigint",
        "right_node": "bigint",
        "strength": "bigint",
        "is_forbidden": "boolean",
    },
}
GRAPH_COLUMNS = {"node", "component"}


@dataclass(frozen=True)
class Allowed:
    """An exception: in that node that rule may be broken, and why."""

    node: str
    rule: str
    reason: str

    def __str__(self) -> str:
        return f"{RUNG}: {self.node}: {self.rule} is allowed: {self.reason}"


ALLOWED: tuple[Allowed, ...] = ()


def allowed() -> tuple[Allowed, ...]:
    """The exceptions that stand, to be printed."""
    return ALLOWED


def check(
    manifest: dict[str, Any], compiled: dict[str, str], exceptions: tuple[Allowed, ...] = ALLOWED
) -> list[Finding]:
    """What is wrong in the models, snapshots and tests of a manifest; compiled maps unique ids to their SQL.

    An exception that no longer happens is a finding too.
    """
    tables = _with_snapshots(known_tables(manifest), manifest, compiled)
    findings = [Finding(RUNG, name, "source: nothing tells its columns") for name in without_columns(tables)]
    examiner = Examiner(tables)
    used: set[Allowed] = set()
    for unique_id, node in manifest["nodes"].items():
        if node["resource_type"] not in CHECKED:
            continue
        for rule, what in dict.fromkeys(_node_faults(node, _sql(unique_id, node, compiled), examiner)):
            excused = {entry for entry in exceptions if (entry.node, entry.rule) == (node["name"], rule)}
            used |= excused
            if not excused:
                findings.append(Finding(RUNG, node["name"], f"{rule}: {what}"))
    stale = [entry for entry in exceptions if entry not in used]
    return findings + [Finding(RUNG, entry.node, f"{entry.rule}: allowed, but it no longer happens") for entry in stale]


def _sql(unique_id: str, node: dict[str, Any], compiled: dict[str, str]) -> str:
    """dbt writes no file for a snapshot: its SQL stands in the manifest alone."""
    return compiled.get(unique_id) or node.get("compiled_code") or ""


def _with_snapshots(
    tables: dict[str, Columns], manifest: dict[str, Any], compiled: dict[str, str]
) -> dict[str, Columns]:
    """The tables, those of snapshots with what their query gives: their yml need not repeat it."""
    examiner = Examiner(tables)
    found = dict(tables)
    for unique_id, node in manifest["nodes"].items():
        if node["resource_type"] == "snapshot":
            columns = examiner.examine(_sql(unique_id, node, compiled)).columns
            given = {column.alias_or_name.lower(): column.type.sql() if column.type else None for column in columns}
            found[node["relation_name"].lower()] = {**SNAPSHOT_COLUMNS, **given, **node_columns(node)}
    return found


def _node_faults(node: dict[str, Any], sql: str, examiner: Examiner) -> Iterator[Fault]:
    if not sql.strip():
        yield "compiled", "there is no compiled SQL, nothing was checked"
        return
    examined = examiner.examine(sql)
    yield from examined.faults
    if node["resource_type"] == "model" and examined.columns:
        declared = node_columns(node)
        asked = GRAPHS.get(node["config"].get("materialized", ""))
        if asked and declared.keys() != GRAPH_COLUMNS:
            yield "columns", f"the materialization gives {', '.join(sorted(GRAPH_COLUMNS))}"
        yield from _undeclared(asked or declared, examined)


def _undeclared(declared: Columns, examined: Examined) -> Iterator[Fault]:
    """What the yml says against what the select gives: names, and the kinds of their types."""
    given = {column.alias_or_name.lower(): column for column in examined.columns}
    if len(given) < len(examined.columns):
        yield "columns", "two columns of the same name"
    for name in sorted(given.keys() ^ declared.keys()):
        where = "the select gives it, its yml does not have it" if name in given else "in the yml, not in the select"
        yield "columns", f"{name}: {where}"
    for name in sorted(given.keys() & declared.keys()):
        promised, delivered = family_of(kind_of(data_type_of(declared[name]))), family(given[name])
        if promised and delivered and promised != delivered:
            yield "columns", f"{name}: the yml says {promised}, the select gives {delivered}"

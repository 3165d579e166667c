"""Faults that only Snowflake would show, planted one per model in a small project, and which rung catches which.

The proof that the rungs can fail: each fault builds on DuckDB or is one that a tired analyst would not see there.
"""

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from ladder import rights, static, syntax
from ladder.account import Account
from ladder.compare import compare
from ladder.findings import Finding
from ladder.project import Project, copy_project
from ladder.rounds import lundi
from lundi.settings import PROJECT_ROOT


@dataclass(frozen=True)
class Fault:
    """A model with one fault, what Snowflake would do with it, and the rungs that must see it."""

    name: str
    on_snowflake: str
    sql: str
    columns: str  # as its yml has them: name type, …
    caught_by: frozenset[str]


def _fault(name: str, on_snowflake: str, columns: str, sql: str, *caught_by: str) -> Fault:
    return Fault(name, on_snowflake, sql, columns, frozenset(caught_by))


SHELVES = "{{ ref('shelves') }}"

# The near miss of them all: nothing may be found in it.
SOUND = f"""
select
    shelf_id,
    upper(shelf_name) as shelf_name,
    row_number() over (order by weight_kg desc nulls last, shelf_id) as weight_rank,
    cast(weight_kg as double) / nullif(shelf_id - 1, 0) as share
from {SHELVES}
"""

SOUND_COLUMNS = "shelf_id bigint, shelf_name varchar, weight_rank bigint, share double"

FAULTS = (
    _fault(
        "duckdb_function",
        "unknown function",
        "shelf_id bigint, opened_year varchar",
        f"select shelf_id, strftime(opened_date, '%Y') as opened_year from {SHELVES}",
        "static",
        "build",
    ),
    _fault(
        "missing_column",
        "invalid identifier",
        "shelf_id bigint, colour varchar",
        f"select shelf_id, colour from {SHELVES}",
        "static",
        "build",
    ),
    _fault(
        "wrong_argument",
        "invalid argument type: SUM of BOOLEAN",
        "shelf_name varchar, cold_count bigint",
        f"select shelf_name, sum(is_cold) as cold_count from {SHELVES} group by shelf_name",
        "static",
    ),
    _fault(
        "quoted_identifier",
        "invalid identifier: the column is SHELF_ID",
        "shelf_id bigint",
        f'select "shelf_id" as shelf_id from {SHELVES}',
        "static",
        "build",
    ),
    _fault(
        "week_function",
        "another day for each WEEK_START of the session",
        "shelf_id bigint, opened_week date",
        f"select shelf_id, cast(date_trunc('week', opened_date) as date) as opened_week from {SHELVES}",
        "static",
    ),
    _fault(
        "null_order",
        "nulls first where DuckDB has them last: another rank",
        "shelf_id bigint, weight_rank bigint",
        f"select shelf_id, row_number() over (order by weight_kg desc) as weight_rank from {SHELVES}",
        "static",
        "compare",
    ),
    _fault(
        "lost_grant",
        "the report's reader may not select from it",
        "shelf_id bigint",
        "{{ config(schema='reports') }}\n" + f"select shelf_id from {SHELVES}",
        "grants",
    ),
    _fault(
        "ambiguous_merge",
        "duplicate row detected during DML action, at the second build",
        "shelf_name varchar, shelf_id bigint",
        "{{ config(materialized='incremental', incremental_strategy='merge', unique_key='shelf_name') }}\n"
        f"select shelf_name, shelf_id from {SHELVES}",
        "build",
    ),
    _fault(
        "slash_comment",
        "// opens a comment: the rest of the line is gone",
        "shelf_id bigint, pair_number bigint",
        f"select\n    shelf_id,\n    shelf_id // 2 as pair_number\nfrom {SHELVES}",
        "static",
        "compare",
    ),
    _fault(
        "division_by_zero",
        "division by zero, where DuckDB gives infinity",
        "shelf_id bigint, share double",
        f"select shelf_id, cast(weight_kg as double) / (shelf_id - 1) as share from {SHELVES}",
        "build",
    ),
    _fault(
        "duckdb_syntax",
        "syntax error",
        "shelf_id bigint",
        f"from {SHELVES} select shelf_id",
        "syntax",
    ),
    _fault(
        "short_text",
        "text cut to three characters, where DuckDB keeps it whole",
        "shelf_id bigint, shelf_code varchar",
        f"select shelf_id, cast(shelf_name as varchar(3)) as shelf_code from {SHELVES}",
        "static",
    ),
)

PROJECT_FILE = """
name: lundi
version: "1.0.0"
config-version: 2
profile: lundi
flags: {send_anonymous_usage_stats: false}
vars: {as_of: "2026-11-16 05:00:00"}
models: {lundi: {+materialized: table, +schema: marts}}
seeds: {lundi: {+schema: core, +quote_columns: false}}
"""

SEED = """shelf_id,shelf_name,opened_date,weight_kg,is_cold
1,Fruits,2026-01-05,12.500,false
2,Fruits,2026-02-02,,true
3,Marée,2026-03-02,7.250,true
"""

SEED_PROPERTIES = """
seeds:
  - name: shelves
    config:
      column_types:
        {shelf_id: bigint, shelf_name: varchar, opened_date: date, weight_kg: "numeric(18, 3)", is_cold: boolean}
    columns:
      - {name: shelf_id, data_type: bigint}
      - {name: shelf_name, data_type: varchar}
      - {name: opened_date, data_type: date}
      - {name: weight_kg, data_type: "numeric(18, 3)"}
      - {name: is_cold, data_type: boolean}
"""


def planted_project(folder: Path, environment: Mapping[str, str]) -> Project:
    """The small project with the sound model and one model per fault."""
    source = folder / "source"
    (source / "models").mkdir(parents=True)
    (source / "seeds").mkdir()
    shutil.copytree(PROJECT_ROOT / "macros", source / "macros")
    (source / "macros" / "governance" / "assert_raw_is_loaded.sql").unlink()
    (source / "dbt_project.yml").write_text(PROJECT_FILE, encoding="utf-8")
    (source / "seeds" / "shelves.csv").write_text(SEED, encoding="utf-8")
    (source / "seeds" / "_seeds.yml").write_text(SEED_PROPERTIES, encoding="utf-8")
    (source / "models" / "sound.sql").write_text(SOUND, encoding="utf-8")
    described = {"sound": SOUND_COLUMNS}
    for fault in FAULTS:
        (source / "models" / f"{fault.name}.sql").write_text(fault.sql + "\n", encoding="utf-8")
        described[fault.name] = fault.columns
    properties = {"models": [_described(name, columns) for name, columns in described.items()]}
    (source / "models" / "_models.yml").write_text(yaml.safe_dump(properties), encoding="utf-8")
    return copy_project(folder / "project", environment, source)


def _described(name: str, columns: str) -> dict:
    pairs = [column.split(" ", 1) for column in columns.split(", ")]
    return {"name": name, "columns": [{"name": column, "data_type": kind} for column, kind in pairs]}


def rungs_that_catch(account: Account, folder: Path) -> dict[str, set[str]]:
    """For the sound model and each fault, the rungs that found something in it."""
    environment = {**account.environment, "LUNDI_WAREHOUSE": str(folder / "warehouse")}
    project = planted_project(folder, environment)
    lundi(environment, "init")
    client = account.standin.client(role="SYSADMIN")
    # The line of the set-up that a careless edit lost.
    client.cursor().execute("revoke select on future tables in schema lundi.reports from role lundi_reporter")
    client.close()
    project.dbt("prod", "compile")
    compiled = project.compiled("prod")
    findings = list(static.check(project.manifest("prod"), compiled))
    findings += syntax.check(compiled, {})
    for _ in range(2):
        built = project.dbt("prod", "build")
        findings += [Finding("build", node, message) for node, message in built.failures.items()]
    project.dbt("dev", "build")
    compared = compare(account.standin.duckdb, folder / "warehouse" / "dev.duckdb", {})
    findings += [finding for finding in compared.findings if "was not built" not in finding.what]
    findings += rights.check(account.standin.duckdb, account.standin.grants)
    return {name: _rungs(findings, name) for name in ("sound", *(fault.name for fault in FAULTS))}


def _rungs(findings: list[Finding], name: str) -> set[str]:
    return {finding.rung for finding in findings if name in finding.where}


def table(caught: Mapping[str, set[str]]) -> str:
    """One line per fault: what Snowflake would do, and who saw it first."""
    lines = [
        f"{fault.name:18} {', '.join(sorted(caught[fault.name])) or 'nobody':28} {fault.on_snowflake}"
        for fault in FAULTS
    ]
    seen = sum(bool(caught[fault.name]) for fault in FAULTS)
    return "\n".join([*lines, f"{seen} of {len(FAULTS)} caught"])

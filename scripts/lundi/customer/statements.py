"""The models' own SQL for one record or one pair: kept in the edition, so that a command compares as its build did.

A command that answers in a second cannot start dbt, and rules that were written a second time would drift. So the
statements that dbt compiled go into the edition that they made, and run again with other relations in the place of
those that they read.
"""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

import duckdb

from lundi.errors import LundiError

COMPILED_FOLDER = Path("compiled") / "lundi" / "models" / "customer"
TABLE = "vault.customer_statements"

# What an application delivers, read as records are.
READING = (
    "int_customer__contacts",
    "int_customer__first_names",
    "int_customer__last_names",
    "int_customer__addresses",
    "int_customer__identities",
    "int_customer__near_first_names",
    "int_customer__first_name_readings",
    "int_customer__evidence",
)
KEYS = ("int_customer__lookup_keys", "int_customer__block_keys")
COMPARING = (
    "int_customer__compared_pairs",
    "int_customer__decided_vectors",
    "int_customer__decided_unseen_vectors",
    "int_customer__explained_vectors",
    "int_customer__entity_meetings",
    "int_customer__entity_members",
    "int_customer__entity_pairs",
    "int_customer__decided_entity_vectors",
)
KEPT = (*READING, *KEYS, *COMPARING)

# What macro new_rows leaves out, since a run before has compared it: nobody has compared a newcomer.
KNOWN_BEFORE = re.compile(r"where\s+not exists \(\s*select 1\s+from \S+ as known\s+where[^()]*\)")

Statements = Mapping[str, str]


def keep_statements(connection: duckdb.DuckDBPyConnection, target_folder: Path) -> int:
    """Writes the statements of the last build into its edition, open for writing; gives how many there are.

    A build without customers leaves none behind.
    """
    files = {name: target_folder / COMPILED_FOLDER / f"{name}.sql" for name in KEPT}
    rows = [[name, file.read_text(encoding="utf-8")] for name, file in files.items() if file.is_file()]
    if rows:
        connection.execute("create schema if not exists vault")
        connection.execute(f"create or replace table {TABLE} (model_name varchar, statement varchar)")
        connection.executemany(f"insert into {TABLE} values (?, ?)", rows)
    return len(rows)


def load_statements(connection: duckdb.DuckDBPyConnection) -> Statements:
    """The statements of an edition by model. Raises LundiError where it keeps none or not all."""
    try:
        statements = dict(connection.execute(f"select model_name, statement from {TABLE}").fetchall())
    except duckdb.CatalogException:
        statements = {}
    missing = [name for name in KEPT if name not in statements]
    if missing:
        raise LundiError(
            f"the published edition does not know how it compares customers ({missing[0]} is missing)",
            "run `lundi monday` again",
        )
    return statements


def composed(statements: Statements, models: Iterable[str], given: Mapping[str, str]) -> str:
    """CTEs of these models, each after those it reads, with the selects `given` in the place of what they would read.

    What is neither among the models nor given is read from the edition. What a model remembers counts for nothing.
    """
    names = [*given, *models]
    parts = [f"{name} as (\n{select}\n)" for name, select in given.items()]
    parts += [f"{name} as (\n{_with_local_names(statements[name], names)}\n)" for name in models]
    return "with\n" + ",\n".join(parts)


def _with_local_names(statement: str, names: Iterable[str]) -> str:
    listed = "|".join(re.escape(name) for name in names)
    return re.sub(rf'"\w+"\."\w+"\."({listed})"', r"\1", KNOWN_BEFORE.sub("", statement))

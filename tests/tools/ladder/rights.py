"""The rung that asks whether readers can still read what was built."""

from collections.abc import Iterable

import duckdb

from ladder.findings import Finding
from standin.grants import Grants

RUNG = "grants"
# Who reads which schema, whatever was rebuilt in it.
READERS = {"CORE": "LUNDI_REPORTER", "MARTS": "LUNDI_REPORTER", "REPORTS": "LUNDI_REPORTER"}


def check(account: duckdb.DuckDBPyConnection, grants: Grants, schemas: Iterable[str] = tuple(READERS)) -> list[Finding]:
    """The published tables and views of LUNDI that their readers may not select from."""
    found = []
    for schema in schemas:
        for name in _relations(account, schema):
            held = {grant.grantee for grant in grants.on(name) if grant.privilege in ("SELECT", "OWNERSHIP")}
            if READERS[schema] not in held:
                found.append(Finding(RUNG, name.lower(), f"{READERS[schema]} may not select from it"))
    return found


def _relations(account: duckdb.DuckDBPyConnection, schema: str) -> list[str]:
    rows = account.execute(
        "select table_name from duckdb_tables() where database_name = 'LUNDI' and upper(schema_name) = ? "
        "union all select view_name from duckdb_views() where database_name = 'LUNDI' and upper(schema_name) = ? "
        "order by 1",
        [schema, schema],
    ).fetchall()
    return [f"LUNDI.{schema}.{name}".upper() for (name,) in rows]

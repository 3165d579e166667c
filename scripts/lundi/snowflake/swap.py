"""Publication on Snowflake: a build beside the published database, and one statement that exchanges their names.

A run clones the published database (LUNDI) into the build database (LUNDI_BUILD), builds there, and gives each the
other's name once the build has passed its audit. What was published until then is the former edition, under the name
of the build database, until the next run clones anew. Each database says of itself what it is, in `audit.edition`:
- `building`: a run is at it, or was killed at it;
- `ready`: it passed its audit. Under the published name it *is* published: a run was killed right after its swap;
- `published`: readers have it, or had it.
So nothing but a whole edition that readers had can be gone back to, and whatever a kill left, the next run ends it.

Two roles: the publisher owns both databases and reads neither; the one that builds writes in both and owns none.
"""

import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from lundi.errors import LundiError
from lundi.snowflake.connection import DATABASE, SnowflakeError, Use, connected, said
from lundi.snowflake.setup.statements import load_setup, without_comments
from lundi.warehouse.ledger import naive
from lundi.warehouse.pages import NOTHING, REPORTS, Losses
from lundi.warehouse.published import Edition, RolledBack

PUBLISHING = Use("publishing", "LUNDI_PUBLISHER", None, service="PUBLISHER")
# Not the build's large warehouse: a few rows and names.
MARKING = Use("marking", "LUNDI_TRANSFORMER", "LUNDI_REPORT")
BUILDER = "lundi_transformer"

STAMP = "audit.edition"
# Of an edition that was published without a page; where the role of the report may read it.
LEFT_OUT = "reports.left_out_pages"
BUILDING, READY, PUBLISHED = "building", "ready", "published"
NAME = re.compile(r"[A-Z][A-Z0-9_]*")
USAGE = re.compile(
    r"grant usage on database lundi to role (?P<role>\w+)(?P<rest>(?: with grant option)?)", re.IGNORECASE
)
NO_CODE = re.compile(r"--[^\n]*|/\*.*?\*/|'(?:[^'\\]|''|\\.)*'|\$\$.*?\$\$", re.DOTALL)
QUERY = re.compile(r"\bas\b", re.IGNORECASE)


@dataclass(frozen=True)
class Databases:
    """The names of the published database and of the one beside it."""

    published: str
    build: str


@dataclass(frozen=True)
class Stamp:
    """What a database says of itself."""

    state: str
    as_of: datetime | None
    run_id: str | None

    @property
    def edition(self) -> Edition:
        """As people are told of it."""
        return Edition(self.as_of, self.run_id)


def databases(environment: Mapping[str, str] | None = None) -> Databases:
    """The published database of the environment (default: LUNDI) and its build database.

    Raises LundiError where the name is none that can stand in a statement.
    """
    name = ((os.environ if environment is None else environment).get(DATABASE) or "LUNDI").upper()
    if not NAME.fullmatch(name):
        raise LundiError(f"{DATABASE} is {name!r}, no plain name of a database", "leave it unset: the default is LUNDI")
    return Databases(name, f"{name}_BUILD")


def start_build(environment: Mapping[str, str] | None = None) -> str:
    """Makes the build database anew from the published one, and says its name; the former edition is gone with that.

    Raises LundiError where the account does not allow it; the published database is not touched.
    """
    names = databases(environment)
    with connected(MARKING, environment) as marking, _told("nothing was built, what was published stands"):
        settle(marking.cursor(), names)
    with connected(PUBLISHING, environment) as publishing, _told("nothing was built, what was published stands"):
        cursor = publishing.cursor()
        cursor.execute(f"create or replace database {names.build} clone {names.published}")
        # Nobody else sees a build before it is whole.
        _give_usage(cursor, names.build, only=BUILDER)
    with connected(MARKING, environment) as marking, _told("nothing was built, what was published stands"):
        cursor = marking.cursor()
        _write_stamp(cursor, names.build, BUILDING)
        # The clone has what the edition before was published without.
        cursor.execute(f"drop table if exists {names.build}.{LEFT_OUT}")
    return names.build


def publish_build(
    as_of: datetime, run_id: str, losses: Losses = NOTHING, environment: Mapping[str, str] | None = None
) -> None:
    """Gives readers what was built, in one statement; what they had becomes the former edition.

    Of what is lost nothing goes out: report tables are there and empty, the others are gone.

    Raises LundiError where the build must not be published, or the account refuses; what was published then stands.
    """
    names = databases(environment)
    with connected(MARKING, environment) as marking, _told("what was published stands"):
        cursor = marking.cursor()
        _leave_out(cursor, names.build, losses)
        _check_publishable(cursor, names)
        _write_stamp(cursor, names.build, READY, as_of, run_id)
    with connected(PUBLISHING, environment) as publishing, _told("what was published stands"):
        cursor = publishing.cursor()
        _give_usage(cursor, names.build)
        _swap(cursor, names)
    with (
        connected(MARKING, environment) as marking,
        _told("the new edition is published; the next run marks it as such"),
    ):
        settle(marking.cursor(), names)


def roll_back_in_snowflake(environment: Mapping[str, str] | None = None) -> RolledBack:
    """Publishes the former edition again; the one that it replaces becomes the former, so that a second rollback
    undoes the first.

    Raises LundiError where the build database is no whole edition that readers had; what is published then stands.
    """
    names = databases(environment)
    with connected(MARKING, environment) as marking, _told("what was published stands"):
        cursor = marking.cursor()
        settle(cursor, names)
        former, published = read_stamp(cursor, names.build), read_stamp(cursor, names.published)
    if former is None or former.state != PUBLISHED or (published and published.run_id == former.run_id):
        raise LundiError(
            f"{names.build} is no former edition to go back to: {_what_it_is(former)}",
            "one is kept from the second publication on, until the next `lundi monday --target prod` begins to build",
        )
    with connected(PUBLISHING, environment) as publishing, _told("what was published stands"):
        _swap(publishing.cursor(), names)
    return RolledBack(former.edition, published.edition if published else None)


def drop_former_edition(environment: Mapping[str, str] | None = None) -> str | None:
    """Drops the database beside the published one, and says its name; None where there was none.

    Raises LundiError where the account refuses.
    """
    names = databases(environment)
    with connected(MARKING, environment) as marking, _told("the former edition is still there"):
        there = f"select count(*) from lundi_state.information_schema.databases where database_name = '{names.build}'"
        if not marking.cursor().execute(there).fetchone()[0]:
            return None
    with connected(PUBLISHING, environment) as publishing, _told("the former edition is still there"):
        publishing.cursor().execute(f"drop database {names.build}")
    return names.build


def published_stamp() -> Stamp | None:
    """What the published database says of itself; None where nothing was published so."""
    with connected(MARKING) as marking, _told("the edition could not be read"):
        found = read_stamp(marking.cursor(), databases().published)
    return found if found and found.state != BUILDING else None


def settle(cursor: Any, names: Databases) -> str | None:  # noqa: ANN401
    """Marks as published what a run swapped and did not mark; says so in a sentence, None where there was nothing."""
    found = read_stamp(cursor, names.published)
    if not found or found.state != READY:
        return None
    cursor.execute(f"update {names.published}.{STAMP} set state = '{PUBLISHED}'")
    return "a publication was killed after its swap: what it published stands"


def read_stamp(cursor: Any, database: str) -> Stamp | None:  # noqa: ANN401
    """What a database says of itself; None where there is no such database, or it says nothing."""
    there = f"select count(*) from lundi_state.information_schema.databases where database_name = '{database}'"
    if not cursor.execute(there).fetchone()[0]:
        return None
    schema, table = STAMP.upper().split(".")
    says = (
        f"select count(*) from {database}.information_schema.tables "
        f"where table_schema = '{schema}' and table_name = '{table}'"
    )
    if not cursor.execute(says).fetchone()[0]:
        return None
    row = cursor.execute(f"select state, as_of, run_id from {database}.{STAMP}").fetchone()
    return Stamp(row[0], row[1].replace(tzinfo=UTC) if row[1] else None, row[2]) if row else None


def names_its_database(definition: str | None, database: str) -> bool:
    """Whether the query of a view names its own database, or cannot be read, and so not be known.

    `definition` is the whole statement that made the view, or its query alone: Snowflake keeps the first.
    """
    if not definition:
        return True
    code = NO_CODE.sub(" ", definition)
    # `create view LUNDI_BUILD.marts.v as (…)`: where the view stands is no fault, what it reads may be.
    query = QUERY.split(code, maxsplit=1)[1] if re.match(r"\s*create\b", code, re.IGNORECASE) else code
    return bool(re.search(rf"(?<![\w.$]){database}\s*\.|\"{database}\"\s*\.", query, re.IGNORECASE))


def _check_publishable(cursor: Any, names: Databases) -> None:  # noqa: ANN401
    asked = (
        "select lower(table_schema || '.' || table_name), view_definition "
        f"from {names.build}.information_schema.views where table_schema <> 'INFORMATION_SCHEMA' order by 1"
    )
    rows = cursor.execute(asked).fetchall()
    if found := [name for name, definition in rows if names_its_database(definition, names.build)]:
        raise LundiError(
            f"{len(found)} views of {names.build} name their database, {found[0]} among them: after the swap they "
            "would read the former edition; nothing was published",
            "a view is written by macros/snowflake/create_view_as.sql; mend what went past it, then run again",
        )
    if not cursor.execute(f"select count(*) from {names.build}.reports.rpt_monday_header").fetchone()[0]:
        raise LundiError(f"{names.build} holds no report; nothing was published", "look at what was delivered")


def _leave_out(cursor: Any, database: str, losses: Losses) -> None:  # noqa: ANN401
    """Drops what is lost, which in a clone would be there and older."""
    kinds = dict(
        cursor.execute(
            "select lower(table_schema || '.' || table_name), table_type "
            f"from {database}.information_schema.tables where table_schema <> 'INFORMATION_SCHEMA'"
        ).fetchall()
    )
    for relation in losses.relations:
        if kind := kinds.get(relation.path.lower()):
            cursor.execute(f"drop {'view' if kind == 'VIEW' else 'table'} {database}.{relation.path}")
        if relation.schema == REPORTS:
            columns = ", ".join(f"{name} {sql_type}" for name, sql_type in relation.columns)
            cursor.execute(f"create transient table {database}.{relation.path} ({columns})")
    if losses.pages:
        cursor.execute(f"create transient table {database}.{LEFT_OUT} (page_code varchar)")
        for page in losses.pages:
            cursor.execute(f"insert into {database}.{LEFT_OUT} values (%s)", (page,))


def _give_usage(cursor: Any, database: str, only: str = "") -> None:  # noqa: ANN401
    """Of the set-up's grants that on the database itself is no part of a clone; the others are."""
    for role, rest in usage_grants():
        if not only or role == only:
            cursor.execute(f"grant usage on database {database} to role {role}{rest}")


def usage_grants() -> list[tuple[str, str]]:
    """The roles that the set-up gives usage of LUNDI, and what follows their name there."""
    sentences = (without_comments(statement.sql) for file in load_setup() for statement in file.statements)
    return [(match["role"].lower(), match["rest"]) for match in map(USAGE.fullmatch, sentences) if match]


def _swap(cursor: Any, names: Databases) -> None:  # noqa: ANN401
    cursor.execute(f"alter database {names.published} swap with {names.build}")


def _write_stamp(
    cursor: Any,  # noqa: ANN401
    database: str,
    state: str,
    as_of: datetime | None = None,
    run_id: str | None = None,
) -> None:
    cursor.execute(
        f"create or replace table {database}.{STAMP} as "
        "select cast(%s as timestamp_ntz) as as_of, cast(%s as varchar) as run_id, cast(%s as varchar) as state",
        (naive(as_of).isoformat(sep=" ") if as_of else None, run_id, state),
    )


def _what_it_is(found: Stamp | None) -> str:
    if found is None:
        return "it is not there, or says nothing of itself"
    kinds = {
        BUILDING: "a build began in it and did not end",
        READY: "a build that was never published",
        PUBLISHED: "a copy of what is published",
    }
    return kinds.get(found.state, found.state)


@contextmanager
def _told(what_stands: str) -> Iterator[None]:
    try:
        yield
    except SnowflakeError as error:
        raise LundiError(
            f"Snowflake refused a step of the publication, {what_stands}: {said(error)}",
            "`lundi snowflake setup` gives the roles what they need; then run again",
        ) from error

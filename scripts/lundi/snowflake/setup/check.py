"""Does the account still look like the set-up? Only `show` statements and the region are asked; nothing is changed."""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from lundi.snowflake.setup.rules import Grant, Reading, read_statements
from lundi.snowflake.setup.run import Connection, Plan, assert_region, connected_as, execute
from lundi.snowflake.setup.statements import Statement

Right = tuple[str, str, str]
# The database that a run builds in, by what it is a clone of.
CLONES = {"LUNDI_BUILD": "LUNDI"}


def check(
    plan: Plan, role: str, on_role: Callable[[int, int, str], None], environment: Mapping[str, str] = os.environ
) -> list[str]:
    """What differs between the account of the environment and the set-up, one sentence each; empty if nothing does."""
    statements = [statement for file in plan.shown for statement in file.statements]
    with connected_as(role, environment) as connection:
        return differences(connection, statements, on_role)


def differences(
    connection: Connection, statements: Sequence[Statement], on_role: Callable[[int, int, str], None]
) -> list[str]:
    """As `check`, on a connection. Raises LundiError where the region is not accepted or a question is refused."""
    cursor = connection.cursor()
    assert_region(cursor, statements[0])
    reading = read_statements(statements)
    found = [*_warehouses(cursor, reading), *_users(cursor, reading)]
    roles = sorted(name for kind, name in reading.made if kind == "role")
    for done, role in enumerate(roles):
        on_role(done, len(roles), role)
        found += _grants(cursor, reading, role)
    return found


def _warehouses(cursor: Any, reading: Reading) -> Iterator[str]:  # noqa: ANN401
    there = {row["name"]: row for row in _show(cursor, "show warehouses like 'LUNDI%'")}
    for (kind, name), made in reading.made.items():
        if kind != "warehouse":
            continue
        row = there.get(name.upper())
        if row is None:
            yield f"warehouse {name} is missing"
            continue
        for key, wanted in _wanted_of_warehouse(" ".join([made.created, *made.altered])).items():
            is_there = _plain(row.get(key))
            if is_there != wanted:
                yield f"warehouse {name}: {key} is {is_there or 'not shown'}, the set-up says {wanted}"


def _wanted_of_warehouse(text: str) -> dict[str, str]:
    words = text.replace("'", "").split()
    said = {words[at - 1]: words[at + 1] for at, word in enumerate(words) if word == "="}
    return {
        "size": said["warehouse_size"],
        "generation": said["generation"],
        "auto_suspend": said["auto_suspend"],
        "auto_resume": said["auto_resume"],
        "resource_monitor": said["resource_monitor"],
    }


def _users(cursor: Any, reading: Reading) -> Iterator[str]:  # noqa: ANN401
    there = {row["name"]: row for row in _show(cursor, "show users like 'LUNDI%'")}
    wanted = {"type": "service", "has_password": "false", "has_rsa_public_key": "true", "disabled": "false"}
    for kind, name in reading.made:
        if kind != "user":
            continue
        row = there.get(name.upper())
        if row is None:
            yield f"user {name} is missing"
            continue
        for key, value in wanted.items():
            if _plain(row.get(key)) != value:
                yield f"user {name}: {key} is {_plain(row.get(key)) or 'not shown'}, the set-up says {value}"


def _grants(cursor: Any, reading: Reading, role: str) -> Iterator[str]:  # noqa: ANN401
    grants = [grant for grant in reading.grants if grant.role == role]
    present = {_right(row, "granted_on") for row in _show(cursor, f"show grants to role {role}")}
    future = {_right(row, "grant_on") for row in _show(cursor, f"show future grants to role {role}")}
    wanted = {right for grant in grants if not grant.scope for right in _rights(grant)} | {
        ("USAGE", "DATABASE_ROLE", each.upper()) for each in reading.database_roles[role]
    }
    coming = {right for grant in grants if grant.scope == "future" for right in _rights(grant)}
    follows = {right for right in present - wanted if _follows(right, grants)}
    cloned = {right for right in present if _is_of_clone(right, wanted, grants)}
    cloned_future = {right for right in future if _is_of_clone(right, coming, ())}
    yield from _compared(role, present - follows - cloned, wanted, "")
    yield from _compared(role, future - cloned_future, coming, "future ")


def _is_of_clone(right: Right, wanted: set[Right], grants: Sequence[Grant]) -> bool:
    """Whether a right on the database beside the published one, or in it, is one that the published one may have.

    A run makes that database as a clone and swaps the two: it may not be there, and holds no right of its own.
    """
    privilege, kind, name = right
    database, dot, rest = name.partition(".")
    if database not in CLONES:
        return False
    original = (privilege, kind, f"{CLONES[database]}{dot}{rest}")
    return original in wanted or _follows(original, grants)


def _follows(right: Right, grants: Sequence[Grant]) -> bool:
    """Whether a right on a single object follows from one on what holds it: to read all of it, or to make objects."""
    privilege, kind, name = right
    if privilege == "SELECT" and kind in {"TABLE", "VIEW"}:
        return name.rsplit(".", 1)[0] in {grant.name.upper() for grant in grants if "select" in grant.privileges}
    makes_in = tuple(
        f"{grant.name.upper()}." for grant in grants if any(each.startswith("create ") for each in grant.privileges)
    )
    return privilege == "OWNERSHIP" and name.startswith(makes_in)


def _rights(grant: Grant) -> Iterator[Right]:
    for privilege in grant.privileges:
        if grant.scope:
            kind = grant.things.rstrip("s").upper() if grant.things else ""
            yield privilege.upper(), kind, f"{grant.name.upper()}.<{kind}>"
        else:
            # The account's grant bears the account's name, which no file knows.
            yield privilege.upper(), grant.kind.upper(), grant.name.upper()


def _right(row: Mapping[str, Any], kind: str) -> Right:
    name = "" if row[kind] == "ACCOUNT" else str(row["name"])
    return str(row["privilege"]), str(row[kind]), name


def _compared(role: str, there: set[Right], wanted: set[Right], when: str) -> Iterator[str]:
    for privilege, kind, name in sorted(wanted - there):
        yield f"role {role} lacks {when}{privilege} on {kind} {name}".rstrip()
    for privilege, kind, name in sorted(there - wanted):
        yield f"role {role} has {when}{privilege} on {kind} {name}".rstrip() + ", which the set-up does not give"


def _show(cursor: Any, sql: str) -> list[dict[str, Any]]:  # noqa: ANN401
    execute(cursor, Statement("the check", 1, 1, sql), "use the role that set the account up, and run the set-up first")
    names = [column[0].lower() for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _plain(value: object) -> str:
    return str(value).lower().replace("-", "") if value is not None else ""

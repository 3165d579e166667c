"""The set-up, shown without an account, or carried out statement by statement up to the first error."""

import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Protocol

from lundi.errors import LundiError
from lundi.snowflake.setup.parameters import Values, read_parameters
from lundi.snowflake.setup.rules import broken_rules
from lundi.snowflake.setup.statements import SetupFile, Statement, chosen, filled, load_setup, placeholders

# The column by which the region's statement says yes; see 00_region.sql.
REGION_ANSWER = "IS_IN_THE_EUROPEAN_UNION"
ADMIN_WAREHOUSE = "LUNDI_SNOWFLAKE_ADMIN_WAREHOUSE"
MOVE = "take an account in a region of 00_region.sql; nothing was made in this one"


class Connection(Protocol):
    """What the set-up needs of a connection."""

    def cursor(self) -> Any:  # noqa: ANN401
        """A cursor of the connector, or what behaves like one."""
        ...


@dataclass(frozen=True)
class Plan:
    """The files to run, and what their parameters are filled with."""

    files: tuple[SetupFile, ...]
    values: Values

    @property
    def shown(self) -> tuple[SetupFile, ...]:
        """The files filled, a missing parameter as the name of its variable."""
        return filled(self.files, self.values.with_names_for_missing())

    @property
    def ready(self) -> tuple[SetupFile, ...]:
        """The files filled. Raises LundiError where a parameter is missing."""
        return filled(self.files, self.values.complete())


def make_plan(
    environment: Mapping[str, str], *, role: str, only: str | None = None, allowed: Sequence[str] = ()
) -> Plan:
    """What a run with these variables and options would do.

    Raises LundiError for a parameter that cannot be right, and where the SQL breaks a rule of the house: an account is
    never changed by a set-up that grants more than it may.
    """
    whole = load_setup()
    broken = broken_rules([statement for file in whole for statement in file.statements])
    if broken:
        raise LundiError(f"the set-up breaks its own rules: {'; '.join(broken)}", "correct the SQL; nothing was run")
    files = chosen(whole, only)
    return Plan(files, read_parameters(environment, placeholders(files), role=role, allowed=allowed))


def shown_lines(plan: Plan) -> list[str]:
    """Every statement in its order under its file and number, then what a real run would still ask for."""
    lines: list[str] = []
    for file in plan.shown:
        lines += [f"-- {file.name}. {file.purpose}", ""]
        for statement in file.statements:
            lines += [f"-- {statement.file} {statement.number}", f"{statement.sql};", ""]
    count = sum(len(file.statements) for file in plan.files)
    lines.append(f"-- {count} statements in {len(plan.files)} files; nothing was run and no connection was opened.")
    lines += [f"-- missing: {parameter.variable}, {parameter.meaning}" for parameter in plan.values.missing]
    return lines


def run_setup(
    connection: Connection, files: Sequence[SetupFile], on_statement: Callable[[int, int, Statement], None]
) -> int:
    """Runs the statements in order and gives their number. `on_statement` hears (done, of, what) before each.

    Raises LundiError at the first error, and before anything is made where the region is not in the European Union.
    """
    statements = [statement for file in files for statement in file.statements]
    if not statements or statements[0].file != "00_region.sql":
        raise LundiError("the set-up does not start with the region", "put 00_region.sql back")
    cursor = connection.cursor()
    on_statement(0, len(statements), statements[0])
    assert_region(cursor, statements[0])
    for done, statement in enumerate(statements[1:], start=1):
        on_statement(done, len(statements), statement)
        execute(cursor, statement, _next_step(statement))
    return len(statements)


def setup(
    plan: Plan,
    role: str,
    on_statement: Callable[[int, int, Statement], None],
    environment: Mapping[str, str] = os.environ,
) -> int:
    """Carries the plan out on the account of the environment, in the administrator's role; the number of statements."""
    files = plan.ready
    with connected_as(role, environment) as connection:
        return run_setup(connection, files, on_statement)


def connected_as(role: str, environment: Mapping[str, str]) -> AbstractContextManager[Connection]:
    """A connection in the administrator's role, as the user of LUNDI_SNOWFLAKE_ADMIN_USER where there is one.

    No variable decides on the role: the statements are written for the one that was asked for.
    """
    from lundi.snowflake.connection import Use, connected

    without_roles = {name: value for name, value in environment.items() if not name.endswith("_ROLE")}
    return connected(Use("setup", role, None, service="ADMIN"), without_roles)


def assert_region(cursor: Any, statement: Statement) -> None:  # noqa: ANN401
    """Asks for the region. Raises LundiError where it is not in the European Union."""
    execute(cursor, statement, f"{MOVE}; where Snowflake asks for a warehouse, name one in {ADMIN_WAREHOUSE}")
    row = cursor.fetchone()
    answers = dict(zip((column[0].upper() for column in cursor.description), row or (), strict=False))
    if answers.get(REGION_ANSWER) is not True:
        raise LundiError(f"{statement.place}: the region {answers.get('REGION')} is not accepted", MOVE)


def execute(cursor: Any, statement: Statement, next_step: str) -> None:  # noqa: ANN401
    """Runs one statement. Raises LundiError with its place, its first line and what Snowflake says."""
    from lundi.snowflake.connection import SnowflakeError, said

    try:
        cursor.execute(statement.sql)
    except SnowflakeError as error:
        raise LundiError(f"{statement.place}, `{statement.first_line}`: {said(error)}", next_step) from error


def _next_step(statement: Statement) -> str:
    number = statement.file[:2]
    return (
        f"what came before it stands; mend the cause and run `lundi snowflake setup` again (every statement may run "
        f"twice), or `--only {number}` for this file alone"
    )

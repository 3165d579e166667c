"""The emulator's cursor with Snowflake's manners: each statement takes its route, and the ledger says which."""

import re
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from fakesnow.conn import FakeSnowflakeConnection
from fakesnow.cursor import FakeSnowflakeCursor
from fakesnow.transforms import SUCCESS_NOP
from snowflake.connector.errors import Error, ProgrammingError
from sqlglot import exp

from standin.ledger import Disposition, Statement
from standin.merge import double_matches, with_source_columns_named
from standin.routes import Answer, Route, route_of, without_comments
from standin.session import Session, with_context_functions_answered
from standin.strict import object_created, refusal, with_division_checked

if TYPE_CHECKING:
    from standin.server import StandIn

TEMPORARY = re.compile(
    r"(?P<create>create\s+(or\s+replace\s+)?)(local\s+|global\s+)?(temporary|temp)\s+(?P<kind>table|view)\s+"
    r"(?P<name>(if\s+not\s+exists\s+)?[\w.\"$]+)",
    re.IGNORECASE,
)
# What a schema keeps or forgets and who may grant in it has no counterpart: the schema is made, the properties are not.
SCHEMA = re.compile(
    r"create\s+(transient\s+)?schema\s+(?P<name>if\s+not\s+exists\s+[\w.]+)\s+with\s+managed\s+access\b.*",
    re.IGNORECASE | re.DOTALL,
)


class StandInConnection(FakeSnowflakeConnection):
    """A connection that knows its session and where it is written down."""

    def __init__(self, standin: "StandIn", *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.standin = standin
        self.session = Session()

    def cursor(self, cursor_class: type | None = None) -> "StandInCursor":
        """A cursor of ours, whatever class the client asks for: rows leave over HTTP anyway."""
        return StandInCursor(conn=self, duck_conn=self._duck_conn)

    def end(self) -> None:
        """What ends with the session: its temporary tables and views."""
        for kind_and_name in sorted(self.session.temporary):
            kind, name = kind_and_name.split(" ", 1)
            self._duck_conn.execute(f"drop {kind} if exists {name}")


class StandInCursor(FakeSnowflakeCursor):
    """Runs, answers, records or refuses a statement, and always says which."""

    _conn: StandInConnection

    def execute(self, command: str, params: Any = None, *args: Any, **kwargs: Any) -> "StandInCursor":
        """As the emulator's, but nothing passes unseen and every failure is a SQL error.

        An unhandled one would be HTTP 500, which the connector tries again for minutes.
        """
        statement = without_comments(command)
        started = time.perf_counter()
        disposition, error = Disposition.REFUSED, None
        try:
            disposition = self._answer(route_of(statement), statement, params, kwargs)
            return self
        except Error as failure:
            error = str(failure.msg)
            raise
        except Exception as failure:
            error = f"{type(failure).__name__}: {failure}"
            self._roll_back()
            raise ProgrammingError(msg=f"stand-in: {error}", errno=2999, sqlstate="99998") from failure
        finally:
            session = self._conn.session
            elapsed = 1000 * (time.perf_counter() - started)
            self._conn.standin.ledger.add(
                Statement(statement, disposition, elapsed, error, session.role, session.warehouse, session.query_tag)
            )

    def _answer(self, route: Route, statement: str, params: Any, options: dict) -> Disposition:
        handlers: dict[Answer, Callable[[str], Disposition]] = {
            Answer.SET_SESSION: self._set_session,
            Answer.UNSET_SESSION: self._unset_session,
            Answer.SHOW_PARAMETER: self._show_parameter,
            Answer.USE: self._use,
            Answer.GRANT: self._grant,
            Answer.SHOW_GRANTS: self._show_grants,
            Answer.RECORD: self._record,
            Answer.MERGE: self._merge,
        }
        if route.answer is Answer.REFUSE:
            raise ProgrammingError(msg=f"stand-in: not emulated: {route.why}", errno=2998, sqlstate="0A000")
        if handler := handlers.get(route.answer):
            return handler(statement)
        return self._run(statement, params, options)

    def _run(self, statement: str, params: Any, options: dict) -> Disposition:
        if why := refusal(statement):
            raise ProgrammingError(msg=f"SQL compilation error: {why}", errno=904, sqlstate="42000")
        session = self._conn.session
        spelled = with_context_functions_answered(statement, session, self._conn.standin.region)
        if match := TEMPORARY.match(spelled):
            # DuckDB's temporary tables live in a database of their own; Snowflake's have the name they were given.
            session.temporary.add(f"{match['kind']} {match['name'].split()[-1]}")
            spelled = f"{match['create']}{match['kind']} {match['name']}{spelled[match.end() :]}"
        if match := SCHEMA.fullmatch(spelled):
            spelled = f"create schema {match['name']}"
        created = object_created(spelled)
        super().execute(spelled, params, **options)
        if created and not created.keeps_grants:
            self._conn.standin.grants.forget(created.name)
        return Disposition.EXECUTED if spelled == statement else Disposition.REWRITTEN

    def _transform(self, expression: exp.Expr, params: Any) -> exp.Expr:
        return with_division_checked(super()._transform(expression, params))

    def _set_session(self, statement: str) -> Disposition:
        self._conn.session.set_parameters(re.split(r"\sset\s", statement, maxsplit=1, flags=re.IGNORECASE)[1])
        return self._succeed(Disposition.SESSION)

    def _unset_session(self, statement: str) -> Disposition:
        self._conn.session.unset_parameters(re.split(r"\sunset\s", statement, maxsplit=1, flags=re.IGNORECASE)[1])
        return self._succeed(Disposition.SESSION)

    def _show_parameter(self, statement: str) -> Disposition:
        name = statement.split("'")[1].upper()
        value = self._conn.session.parameters.get(name, "")
        columns = ("key", "value", "default", "level", "description", "type")
        return self._tell(columns, [(name, value, "", "SESSION", "", "STRING")], Disposition.SESSION)

    def _use(self, statement: str) -> Disposition:
        words = statement.split()
        self._conn.session.use(words[1], words[2])
        return self._succeed(Disposition.SESSION)

    def _grant(self, statement: str) -> Disposition:
        self._conn.standin.grants.note(statement)
        return self._succeed(Disposition.RECORDED)

    def _show_grants(self, statement: str) -> Disposition:
        name = statement.split()[-1]
        columns = (
            "created_on",
            "privilege",
            "granted_on",
            "name",
            "granted_to",
            "grantee_name",
            "grant_option",
            "granted_by",
        )
        rows = [
            ("1970-01-01", g.privilege, g.object_kind, name, g.grantee_kind, g.grantee, "false", "SYSADMIN")
            for g in self._conn.standin.grants.on(name)
        ]
        return self._tell(columns, rows, Disposition.SESSION)

    def _record(self, statement: str) -> Disposition:
        return self._succeed(Disposition.RECORDED)

    def _merge(self, statement: str) -> Disposition:
        merge = self._transform(with_source_columns_named(statement), None)
        if counting := double_matches(merge):
            (count,) = self._duck_conn.execute(counting).fetchone() or (0,)
            if count:
                raise ProgrammingError(
                    msg=f"Duplicate row detected during DML action ({count} target rows)",
                    errno=100090,
                    sqlstate="42P18",
                )
        (changed,) = self._duck_conn.execute(merge.sql("duckdb")).fetchone() or (0,)
        super().execute(f'select {changed} as "number of rows inserted", 0 as "number of rows updated"')
        return Disposition.REWRITTEN

    def _succeed(self, disposition: Disposition) -> Disposition:
        self._execute(SUCCESS_NOP.copy())
        return disposition

    def _tell(self, columns: tuple[str, ...], rows: list[tuple[str, ...]], disposition: Disposition) -> Disposition:
        selects = [
            "select " + ", ".join(f'{_literal(value)} as "{name}"' for name, value in zip(columns, row, strict=True))
            for row in rows
        ]
        empty = "select " + ", ".join(f'cast(null as varchar) as "{name}"' for name in columns) + " where false"
        super().execute(" union all ".join(selects) or empty)
        return disposition

    def _roll_back(self) -> None:
        try:
            self._duck_conn.rollback()
        except Exception:  # no transaction was open: there is nothing to take back
            return


def _literal(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"

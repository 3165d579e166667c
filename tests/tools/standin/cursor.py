"""The emulator's cursor with Snowflake's manners: each statement takes its route, and the ledger says which."""

import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fakesnow.conn import FakeSnowflakeConnection
from fakesnow.cursor import FakeSnowflakeCursor
from fakesnow.transforms import SUCCESS_NOP
from fakesnow.transforms.stage import internal_dir
from snowflake.connector.errors import Error, ProgrammingError
from sqlglot import exp

from standin.constraints import NULL_RESULT, TOO_LONG, Rule, rules_of, with_rules_checked
from standin.hashes import with_md5_numbers
from standin.ledger import Disposition, Statement
from standin.merge import counts_of, double_matches, with_source_columns_named
from standin.omitted import omitted
from standin.routes import Answer, Route, route_of, without_comments
from standin.session import (
    Session,
    asks_for_context,
    not_followed,
    parameters_of,
    with_context_functions_answered,
)
from standin.strict import DROPPED, object_created, refusal, with_division_checked
from standin.texts import with_texts_compared
from standin.transactions import Transactions

if TYPE_CHECKING:
    from standin.server import StandIn

TEMPORARY = re.compile(
    r"(?P<create>create\s+(or\s+replace\s+)?)(local\s+|global\s+)?(temporary|temp|volatile)\s+(?P<kind>table|view)\s+"
    r"(?P<exists>if\s+not\s+exists\s+)?(?P<name>[\w.\"$]+)",
    re.IGNORECASE,
)
# What a schema keeps or forgets and who may grant in it has no counterpart: the schema is made, the properties are not.
SCHEMA = re.compile(
    r"create\s+(transient\s+)?schema\s+(?P<name>if\s+not\s+exists\s+[\w.]+)\s+with\s+managed\s+access\b.*",
    re.IGNORECASE | re.DOTALL,
)
DATABASE_MADE = re.compile(r"create\s+(transient\s+)?database\s+(if\s+not\s+exists\s+)?(?P<name>\w+)", re.IGNORECASE)
STAGED = re.compile(r"(?:remove|rm)\s+@(?P<stage>\w+\.\w+\.\w+)(?:/(?P<path>\S*))?\s*$", re.IGNORECASE)


class StandInConnection(FakeSnowflakeConnection):
    """A connection that knows its session and where it is written down."""

    def __init__(self, standin: "StandIn", *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.standin = standin
        self.session = Session()
        self.transactions = Transactions(self._duck_conn)

    def cursor(self, cursor_class: type | None = None) -> "StandInCursor":
        """A cursor of ours, whatever class the client asks for: rows leave over HTTP anyway."""
        return StandInCursor(conn=self, duck_conn=self._duck_conn)

    def end(self) -> None:
        """What ends with the session: its open transaction, its temporary tables and views."""
        self.transactions.roll_back()
        for kind, name in sorted(self.session.temporary):
            self._duck_conn.execute(f"drop {kind} if exists {name}")
        self.session.temporary.clear()

    def full_name(self, name: str) -> str:
        """DATABASE.SCHEMA.NAME of a name as a statement of this session gives it."""
        parts = name.replace('"', "").upper().split(".")
        return ".".join([str(self.database), str(self.schema), ""][: 3 - len(parts)] + parts)

    def holds(self, full_name: str) -> bool:
        """Whether there is a table or view of that full name."""
        found = self._duck_conn.execute(
            "select 1 from (select database_name, schema_name, table_name as name from duckdb_tables() "
            "union all select database_name, schema_name, view_name from duckdb_views()) "
            "where upper(database_name || '.' || schema_name || '.' || name) = ?",
            [full_name],
        )
        return found.fetchone() is not None


class StandInCursor(FakeSnowflakeCursor):
    """Runs, answers, records or refuses a statement, and always says which."""

    _conn: StandInConnection
    _swallowed = False
    _rules: tuple[Rule, ...] = ()
    _result_columns: list[tuple] | None = None

    def execute(self, command: str, params: Any = None, *args: Any, **kwargs: Any) -> "StandInCursor":
        """As the emulator's, but nothing passes unseen and every failure is a SQL error.

        An unhandled one would be HTTP 500, which the connector tries again for minutes.
        """
        statement = without_comments(command)
        started = time.perf_counter()
        disposition, error = Disposition.REFUSED, None
        self._swallowed, self._rules = False, ()
        try:
            self._conn.transactions.before(statement)
            disposition = self._answer(route_of(statement), statement, params, kwargs)
            self._conn.transactions.after(statement)
            return self
        except Error as failure:
            error = str(failure.msg)
            raise
        except Exception as failure:
            error = f"{type(failure).__name__}: {failure}"
            raise _as_snowflake_says(failure) from failure
        finally:
            session = self._conn.session
            elapsed = 1000 * (time.perf_counter() - started)
            left_out = () if error else omitted(statement)
            self._conn.standin.ledger.add(
                Statement(
                    statement, disposition, elapsed, error, session.role, session.warehouse, session.query_tag, left_out
                )
            )

    def _answer(self, route: Route, statement: str, params: Any, options: dict) -> Disposition:
        handlers: dict[Answer, Callable[[str], Disposition]] = {
            Answer.SET_SESSION: self._set_session,
            Answer.UNSET_SESSION: self._unset_session,
            Answer.SHOW_PARAMETER: self._show_parameter,
            Answer.USE: self._use,
            Answer.GRANT: self._grant,
            Answer.SHOW_GRANTS: self._show_grants,
            Answer.REMOVE: self._remove,
            Answer.CLONE: self._clone,
            Answer.SWAP: self._swap,
            Answer.DROP: self._drop,
            Answer.RECORD: self._record,
            Answer.MERGE: self._merge,
        }
        if route.answer is Answer.REFUSE:
            raise _not_emulated(route.why)
        if handler := handlers.get(route.answer):
            return handler(statement)
        return self._run(statement, params, options)

    def _run(self, statement: str, params: Any, options: dict) -> Disposition:
        spelled = self._compiled(statement)
        temporary = TEMPORARY.match(spelled)
        if temporary:
            # DuckDB's temporary tables live in a database of their own; Snowflake's have the name they were given.
            self._refuse_to_shadow(temporary["kind"], temporary["name"])
            spelled = (
                f"{temporary['create']}{temporary['kind']} {temporary['exists'] or ''}{temporary['name']}"
                f"{spelled[temporary.end() :]}"
            )
        if match := SCHEMA.fullmatch(spelled):
            spelled = f"create schema {match['name']}"
        created = object_created(spelled)
        super().execute(spelled, params, **options)
        if created:
            self._require_columns(created.name)
            self._conn.standin.grants.created(created.kind, created.name, keeps=created.keeps_grants)
            lasting = self._conn.session.temporary.add if temporary else self._conn.session.temporary.discard
            lasting((created.kind.lower(), self._conn.full_name(created.name)))
            if created.kind.lower() == "view":
                self._conn.standin.databases.view_created(self._conn.full_name(created.name), spelled)
        if database := DATABASE_MADE.match(spelled):
            self._conn.standin.grants.database_created(database["name"], self._conn.session.role)
        if dropped := DROPPED.match(spelled):
            self._conn.standin.grants.dropped(dropped["name"])
        if self._swallowed:
            return Disposition.RECORDED
        return Disposition.EXECUTED if spelled == statement else Disposition.REWRITTEN

    def _compiled(self, statement: str) -> str:
        """The statement with the session's values in it, if Snowflake would compile it."""
        quoted = self._conn.session.quoted_names
        if match := TEMPORARY.match(statement):
            quoted |= set(re.findall(r'"([^"]+)"', match["name"]))
        if why := refusal(statement, frozenset(quoted)):
            raise ProgrammingError(msg=f"SQL compilation error: {why}", errno=904, sqlstate="42000")
        if asks_for_context(statement) and re.match(r"create\s[^(]*?view\s", statement, re.IGNORECASE):
            raise _not_emulated("a view that asks who reads it would keep the answer of its creation")
        return with_context_functions_answered(statement, self._conn.session, self._conn.standin.region)

    def _refuse_to_shadow(self, kind: str, name: str) -> None:
        full_name = self._conn.full_name(name)
        if (kind.lower(), full_name) not in self._conn.session.temporary and self._conn.holds(full_name):
            raise _not_emulated(f"a temporary {kind} of the name of a lasting one, {full_name}")

    def _require_columns(self, name: str) -> None:
        """Later rows are held to NOT NULL too; the emulator forgets it where a query fills the table."""
        for rule in self._rules:
            if rule.is_required:
                self._duck_conn.execute(
                    f'alter table {self._conn.full_name(name)} alter column "{rule.column.upper()}" set not null'
                )

    def _transform(self, expression: exp.Expr, params: Any) -> exp.Expr:
        """The emulator's, with what it leaves unchecked checked, and what it makes nothing of noted."""
        self._rules = rules_of(expression)
        is_nothing = not isinstance(expression, exp.Use | exp.Set | exp.Alias)  # those the emulator carries out itself
        transformed = super()._transform(expression, params)
        self._swallowed |= is_nothing and _is_success_alone(transformed)
        answered = with_texts_compared(with_md5_numbers(transformed))
        return with_rules_checked(with_division_checked(answered), self._rules)

    def _execute(self, transformed: exp.Expr, params: Any = None) -> None:
        super()._execute(transformed, params)
        is_old = "result_scan_sfqid" in transformed.args  # then DuckDB's last result is another
        self._result_columns = None if is_old else self._duck_conn.description

    def _describe_last_sql(self) -> list:
        """The columns of the last result as DuckDB gave them; the emulator would parse and plan the statement anew."""
        if self._result_columns is not None:
            return [(name, str(kind), None, None, None, None) for name, kind, *_ in self._result_columns]
        try:
            return self._duck_conn.execute(f"describe {self._last_sql}", self._last_params or []).fetchall()
        except Exception as failure:
            raise _as_snowflake_says(failure) from failure

    def _set_session(self, statement: str) -> Disposition:
        assignments = re.split(r"\sset\s", statement, maxsplit=1, flags=re.IGNORECASE)[1]
        parameters = parameters_of(assignments)
        if names := not_followed(parameters):
            raise _not_emulated(f"{', '.join(names)} would change answers")
        if "AUTOCOMMIT" in parameters:
            self._conn.autocommit(parameters["AUTOCOMMIT"].lower() == "true")
        self._conn.session.set_parameters(assignments)
        return self._succeed(Disposition.SESSION)

    def _unset_session(self, statement: str) -> Disposition:
        self._conn.session.unset_parameters(re.split(r"\sunset\s", statement, maxsplit=1, flags=re.IGNORECASE)[1])
        return self._succeed(Disposition.SESSION)

    def _show_parameter(self, statement: str) -> Disposition:
        name = statement.split("'")[1].upper()
        if "%" in name:
            raise _not_emulated("parameters are shown by their full name")
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

    def _remove(self, statement: str) -> Disposition:
        """Takes staged files away; the emulator lists them and cannot."""
        match = STAGED.match(statement)
        if not match:
            raise _not_emulated("name the stage with database and schema")
        folder = Path(internal_dir(match["stage"].upper(), match["path"] or ""))
        files = sorted(path for path in folder.rglob("*") if path.is_file())
        for path in files:
            path.unlink()
        return self._tell(("name", "result"), [(path.name, "removed") for path in files], Disposition.EXECUTED)

    def _clone(self, statement: str) -> Disposition:
        said = self._conn.standin.databases.clone(statement, self._conn.session.role)
        return self._tell(("status",), [(said,)], Disposition.EXECUTED)

    def _swap(self, statement: str) -> Disposition:
        said = self._conn.standin.databases.swap(statement, self._conn.session.role)
        return self._tell(("status",), [(said,)], Disposition.EXECUTED)

    def _drop(self, statement: str) -> Disposition:
        said = self._conn.standin.databases.drop(statement, self._conn.session.role)
        return self._tell(("status",), [(said,)], Disposition.EXECUTED)

    def _record(self, statement: str) -> Disposition:
        return self._succeed(Disposition.RECORDED)

    def _merge(self, statement: str) -> Disposition:
        named = with_source_columns_named(self._compiled(statement))
        self.check_db_and_schema(named)
        merge = self._transform(named, None)
        if not self._conn._autocommit and not self._conn._in_transaction:
            self._duck_conn.begin()
            self._conn._in_transaction = True
        if counting := double_matches(merge):
            (count,) = self._duck_conn.execute(counting).fetchone() or (0,)
            if count:
                raise ProgrammingError(
                    msg=f"Duplicate row detected during DML action ({count} target rows)",
                    errno=100090,
                    sqlstate="42P18",
                )
        changes = self._duck_conn.execute(f"{merge.sql('duckdb')} returning merge_action").fetchall()
        counts = counts_of(merge, [action for (action,) in changes])
        super().execute("select " + ", ".join(f'{count} as "{name}"' for name, count in counts.items()))
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


def _not_emulated(why: str) -> ProgrammingError:
    return ProgrammingError(msg=f"stand-in: not emulated: {why}", errno=2998, sqlstate="0A000")


def _as_snowflake_says(failure: Exception) -> ProgrammingError:
    """Snowflake's number and words where its manual names the error, the emulator's own otherwise."""
    text = str(failure)
    if NULL_RESULT in text or "NOT NULL constraint failed" in text:
        return ProgrammingError(msg=f"{NULL_RESULT}: {text}", errno=100072, sqlstate="22000")
    if TOO_LONG in text or "CHECK constraint failed" in text:
        return ProgrammingError(msg=f"{TOO_LONG}: {text}", errno=100078, sqlstate="22000")
    if "Division by zero" in text:
        return ProgrammingError(msg="Division by zero", errno=100051, sqlstate="22012")
    return ProgrammingError(msg=f"stand-in: {type(failure).__name__}: {text}", errno=2999, sqlstate="99998")


def _is_success_alone(transformed: exp.Expr) -> bool:
    """Whether nothing is left of a statement but its answer; large ones are told by their shape, for speed."""
    is_bare = isinstance(transformed, exp.Select) and not transformed.args.get("from_")
    return is_bare and transformed.sql() == SUCCESS_NOP.sql()


def _literal(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"

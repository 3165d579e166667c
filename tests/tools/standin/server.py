"""The stand-in: the emulator's HTTP server in this process, on loopback, with our sessions in it."""

import contextlib
import gzip
import json
import logging
import socket
import threading
import time
from contextvars import ContextVar
from http import HTTPStatus
from pathlib import Path
from string import Template
from types import TracebackType
from typing import Any, Self
from unittest.mock import patch

import duckdb
import fakesnow.arrow
import fakesnow.cursor
import fakesnow.server as emulator
import fakesnow.transforms
import fakesnow.transforms.transforms as emulated
import pyarrow as pa
import pyarrow.compute as pc
import snowflake.connector
import uvicorn
from fakesnow.instance import FakeSnow
from snowflake.connector.errors import ProgrammingError
from sqlglot import exp
from sqlglot.errors import SqlglotError
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from standin.cursor import StandInConnection
from standin.databases import Databases
from standin.grants import Grants
from standin.ledger import Disposition, Ledger, Statement
from standin.quick import transform
from standin.routes import without_comments

HOST = "127.0.0.1"
EU_REGION = "AWS_EU_WEST_3"
SECONDS_TO_START = 20
# The emulator asks the information schema of every database, and finds what lies in the current one alone.
DESCRIBE_TABLE = Template("""
select
    column_name as "name",
    case
        when column_type = 'VARCHAR' then 'VARCHAR(' || coalesce(ext_character_maximum_length, 16777216) || ')'
        when column_type = 'BIGINT' then 'NUMBER(38,0)'
        when starts_with(column_type, 'DECIMAL') then replace(column_type, 'DECIMAL', 'NUMBER')
        when column_type = 'DOUBLE' then 'FLOAT'
        when column_type = 'TIMESTAMP' then 'TIMESTAMP_NTZ(9)'
        when column_type = 'TIMESTAMP WITH TIME ZONE' then 'TIMESTAMP_TZ(9)'
        when column_type = 'TIME' then 'TIME(9)'
        when column_type = 'BLOB' then 'BINARY(8388608)'
        when column_type = 'JSON' then 'VARIANT'
        else column_type
    end as "type",
    'COLUMN' as "kind",
    case when "null" = 'YES' then 'Y' else 'N' end as "null?",
    "default" as "default",
    'N' as "primary key",
    'N' as "unique key",
    null::varchar as "check",
    null::varchar as "expression",
    null::varchar as "comment",
    null::varchar as "policy name",
    null::json as "privacy domain"
from (select *, row_number() over () as place from (describe "${catalog}"."${schema}"."${table}"))
left join _fs_global._fs_information_schema._fs_columns_ext
    on ext_table_catalog = '${catalog}' and ext_table_schema = '${schema}' and ext_table_name = '${table}'
    and ext_column_name = column_name
order by place
""")


class StandIn(FakeSnow):
    """A Snowflake account that lives in this process's memory, reached by the real connector over loopback HTTP.

    It runs what DuckDB can run with Snowflake's meaning, records account-level statements without running them, and
    refuses the rest; `ledger` says which was which. One at a time per process, as a context manager.
    """

    def __init__(self, ledger: Path | None = None, region: str = EU_REGION) -> None:
        super().__init__(create_database_on_connect=False, create_schema_on_connect=False)
        self.ledger = Ledger(ledger)
        self.grants = Grants()
        self.databases = Databases(self.duck_conn.cursor(), self.grants)
        self.region = region
        self.port = 0
        self._patches = contextlib.ExitStack()
        self._server: uvicorn.Server | None = None
        self._thread: threading.Thread | None = None

    def connect(self, database: str | None = None, schema: str | None = None, **options: Any) -> StandInConnection:
        """A session of the server; clients come through `client`."""
        options.pop("nop_regexes", None)
        return StandInConnection(
            self,
            self.duck_conn.cursor(),
            self.results_cache,
            database,
            schema,
            create_database=False,
            create_schema=False,
            **options,
        )

    @property
    def duckdb(self) -> duckdb.DuckDBPyConnection:
        """A cursor onto the data, past every rule: for tests that look inside."""
        return self.duck_conn.cursor()

    @property
    def environment(self) -> dict[str, str]:
        """What the commands and dbt's profile need in order to reach it."""
        return {
            "LUNDI_SNOWFLAKE_HOST": HOST,
            "LUNDI_SNOWFLAKE_PORT": str(self.port),
            "LUNDI_SNOWFLAKE_PROTOCOL": "http",
            "LUNDI_SNOWFLAKE_ACCOUNT": "standin",
            "LUNDI_SNOWFLAKE_USER": "lundi",
        }

    def client(self, **options: Any) -> snowflake.connector.SnowflakeConnection:
        """A connection of the real connector."""
        return snowflake.connector.connect(
            host=HOST,
            port=self.port,
            protocol="http",
            account="standin",
            user="lundi",
            password="unused",
            **options,
        )

    def __enter__(self) -> Self:
        if isinstance(emulator.shared_fs, StandIn):
            raise RuntimeError("a stand-in runs in this process already: end it first")
        logging.getLogger("sqlglot").setLevel(logging.CRITICAL)  # the ledger says it better
        emulator.logger.setLevel(logging.ERROR)
        for name, value in {"handlers": [_CauseKept()], "propagate": False}.items():
            self._patches.enter_context(patch.object(emulator.logger, name, value))
        self._patches.enter_context(patch.object(exp.Expression, "transform", transform))
        self._patches.enter_context(patch.object(emulator, "shared_fs", self))
        self._patches.enter_context(patch.object(emulator, "sessions", {}))
        self._patches.enter_context(patch.object(emulator, "parse_one", _parsed_or_command))
        self._patches.enter_context(patch.object(fakesnow.cursor, "parse_one", _parsed_before))
        self._patches.enter_context(patch.object(fakesnow.arrow, "timestamp_to_sf_struct", _timestamps_with_nulls))
        self._patches.enter_context(patch.object(fakesnow.transforms, "trim_cast_varchar", _trim_with_characters))
        self._patches.enter_context(patch.object(fakesnow.transforms, "integer_precision", _integer_kept_in_casts))
        self._patches.enter_context(patch.object(emulated, "SQL_DESCRIBE_TABLE", DESCRIBE_TABLE))
        # Sums of exact numbers stay exact; the emulator adds them up as doubles so that texts can be summed too.
        self._patches.enter_context(patch.object(fakesnow.transforms, "numeric_agg_implicit_cast", _as_it_is))
        self._start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._server and self._thread:
            self._server.should_exit = True
            self._thread.join(timeout=SECONDS_TO_START)
        self._patches.close()
        self.duck_conn.close()

    def _start(self) -> None:
        listening = socket.socket()
        listening.bind((HOST, 0))
        self.port = listening.getsockname()[1]
        config = uvicorn.Config(_application(), log_level="critical", access_log=False)
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, kwargs={"sockets": [listening]}, daemon=True)
        self._thread.start()
        deadline = time.monotonic() + SECONDS_TO_START
        while not self._server.started:
            if time.monotonic() > deadline:
                raise RuntimeError("the stand-in's server did not start")
            time.sleep(0.01)


def _application() -> Starlette:
    """The emulator's routes, with a login that remembers the role, a logout that ends temporary tables, and no 500."""
    replaced = {
        "/session/v1/login-request": _log_in,
        "/session": _log_out,
        "/queries/v1/query-request": _answer,
    }
    routes = [
        Route(route.path, replaced.get(route.path, route.endpoint), methods=list(route.methods or ()))
        for route in emulator.routes
    ]
    return Starlette(routes=routes)


async def _log_in(request: Request) -> Response:
    answer = json.loads((await emulator.login_request(request)).body)
    token = answer["data"]["token"]
    session = emulator.sessions[token].session
    session.role = (request.query_params.get("roleName") or "PUBLIC").upper()
    session.warehouse = (request.query_params.get("warehouse") or "").upper() or None
    asked = (await _body_of(request))["data"].get("SESSION_PARAMETERS", {})
    session.parameters |= {name.upper(): str(value) for name, value in asked.items()}
    # Without a master token the connector never says that it closes the session.
    answer["data"]["masterToken"] = token
    return JSONResponse(answer)


async def _body_of(request: Request) -> dict[str, Any]:
    body = await request.body()
    return json.loads(gzip.decompress(body) if request.headers.get("Content-Encoding") == "gzip" else body)


class _CauseKept(logging.Handler):
    """The emulator logs why it did not answer, and answers without it."""

    def emit(self, record: logging.LogRecord) -> None:
        """Keeps the exception for the answer to the same request."""
        _UNFORESEEN.set(record.exc_info[1] if record.exc_info else None)


async def _answer(request: Request) -> Response:
    """The emulator's answer; a failure that it did not foresee is a SQL error too, and stands in the ledger."""
    try:
        response = await emulator.query_request(request)
        if response.status_code != HTTPStatus.INTERNAL_SERVER_ERROR:
            return response
        failure = _UNFORESEEN.get()
    except Exception as raised:
        failure = raised
    why = f"{type(failure).__name__}: {failure}" if failure else json.loads(response.body)["message"]
    sql = (await _body_of(request)).get("sqlText", "")
    emulator.shared_fs.ledger.add(Statement(sql, Disposition.REFUSED, 0.0, f"not answered: {why}"))
    return JSONResponse(
        {
            "data": {"errorCode": "002999", "sqlState": "99998"},
            "code": "002999",
            "message": f"stand-in: not answered: {why}",
            "success": False,
        }
    )


async def _log_out(request: Request) -> Response:
    connection = emulator.sessions.get(emulator.to_token(request))
    if connection and request.query_params.get("delete"):
        connection.end()
    return await emulator.session(request)


def _parsed_or_command(sql: str) -> exp.Expr:
    """Statements that the emulator's parser does not know still reach our cursor, which knows what to say of them."""
    statement = without_comments(sql)
    try:
        tree = _emulators_parser(statement)
    except (ProgrammingError, SqlglotError):
        return exp.Command(this="UNPARSED", expression=sql)
    _PARSED.set({statement: tree})
    return tree


def _parsed_before(statement: str) -> exp.Expr:
    """The tree that the server made for the statement's kind alone: its cursor would parse the same once more."""
    tree = _PARSED.get({}).pop(statement, None)
    return _emulators_parser(statement) if tree is None else tree


# Of one request each: the cursor's thread gets the request's context, and no other session sees it.
_PARSED: ContextVar[dict[str, exp.Expr]] = ContextVar("parsed")
_UNFORESEEN: ContextVar[BaseException | None] = ContextVar("unforeseen", default=None)
_emulators_parser = emulator.parse_one
_emulators_timestamps = fakesnow.arrow.timestamp_to_sf_struct
_emulators_trim = fakesnow.transforms.trim_cast_varchar
_emulators_integer = fakesnow.transforms.integer_precision


def _timestamps_with_nulls(times: pa.Array | pa.ChunkedArray) -> pa.Array:
    """The emulator sends an empty time as 1970."""
    whole = times.combine_chunks() if isinstance(times, pa.ChunkedArray) else times
    sent = _emulators_timestamps(pc.fill_null(whole, pa.scalar(0, pa.int64()).cast(whole.type)))
    return pa.StructArray.from_arrays(sent.flatten(), fields=list(sent.type), mask=pc.is_null(whole))


def _trim_with_characters(expression: exp.Expr) -> exp.Expr:
    """The emulator forgets which characters TRIM was to take."""
    if isinstance(expression, exp.Trim) and expression.args.get("expression"):
        return expression
    return _emulators_trim(expression)


def _integer_kept_in_casts(expression: exp.Expr) -> exp.Expr:
    """Casts keep the width they name; the emulator makes BIGINT of every whole number.

    Snowflake adds any whole number to a date, DuckDB an integer alone; and numeric(38, 0) holds more than a BIGINT.
    """
    is_wide = isinstance(expression, exp.DataType) and bool(expression.expressions)
    if isinstance(expression.parent, exp.Cast) and (expression.this == exp.DataType.Type.INT or is_wide):
        return expression
    return _emulators_integer(expression)


def _as_it_is(expression: exp.Expr) -> exp.Expr:
    return expression

"""What each Monday took, written down for good: runs, their steps and the nodes of their builds.

The tables live outside every swap, in a database of their own: `lundi_state`, which is `warehouse/state.duckdb` on this
machine. They only grow: landing cannot give them back.
- `state.runs`: one row per Monday, those that failed among them;
- `state.run_steps`: one row per Monday and step that was begun;
- `state.run_nodes`: one row per Monday and dbt node that it ran;
- `state.publications`, `publication_sections` and `publication_figures`: what editions printed (`lundi.publications`);
- `state.published_sales`: one row per Monday, store, channel and day whose figure was new or another one
  (`lundi.restatements`);
- `state.run_tests`: one row per Monday and dbt test that it asked, with how many rows broke it and never which;
- `state.sales_forecasts`: one row per forecast week, edition and department, as it was foretold (`lundi.forecast`);
- `state.churn_models` and `churn_calibration`: weights of each churn model, and how it kept its word (`lundi.churn`).
`as_of` stands in each, so that a past Monday reads no run that stood later than itself.

Schema `vault` holds what is on people; `lundi.customer.registry` appends to it:
- `vault.customer_registry`: one row per record and time that it came to a golden customer, went over or left;
- `vault.customer_events`: one row per thing that happened to a golden customer;
- `vault.feed_changes`: one row per change that the marketing platform was sent (`lundi.activation`).

Schema `privacy` holds what erasures leave, keyed so that nobody can be read from it:
- `privacy.suppressions`: one row per request, kind of key and keyed hash of it;
- `privacy.erasures`: one row per request that was erased or is about to be, with its proof.
"""

import json
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

import duckdb

from lundi.errors import LundiError
from lundi.warehouse.ledger import naive
from lundi.warehouse.load_sql import literal
from lundi.warehouse.secret import FILE, ensure_secret

SUCCEEDED, FAILED = "succeeded", "failed"
DUCKDB_MARK, SNOWFLAKE_MARK = "?", "%s"

# One spelling for both engines; a timestamp is UTC without zone.
STATE_TABLES = (
    "create schema if not exists state",
    """
    create table if not exists state.runs (
        run_id varchar not null,
        target varchar not null,
        iso_week varchar,
        as_of timestamp not null,
        started_at timestamp not null,
        ended_at timestamp not null,
        outcome varchar not null
    )
    """,
    """
    create table if not exists state.run_steps (
        run_id varchar not null,
        as_of timestamp not null,
        step varchar not null,
        seconds double not null,
        item_count bigint,
        row_count bigint
    )
    """,
    """
    create table if not exists state.run_nodes (
        run_id varchar not null,
        as_of timestamp not null,
        node_id varchar not null,
        resource_type varchar not null,
        schema_name varchar,
        folder varchar,
        status varchar not null,
        started_at timestamp,
        seconds double not null,
        row_count bigint,
        query_id varchar,
        warehouse_code varchar
    )
    """,
    """
    create table if not exists state.publications (
        publication_id varchar not null,
        run_id varchar not null,
        as_of timestamp not null,
        iso_week varchar not null,
        edition_code varchar not null,
        language varchar not null,
        edition_number bigint not null,
        publication_number bigint not null,
        data_hash varchar not null,
        content_hash varchar not null,
        program_version varchar not null
    )
    """,
    """
    create table if not exists state.publication_sections (
        publication_id varchar not null,
        as_of timestamp not null,
        section_code varchar not null,
        section_id varchar not null
    )
    """,
    """
    create table if not exists state.publication_figures (
        section_id varchar not null,
        as_of timestamp not null,
        figure_number bigint not null,
        figure_name varchar not null,
        value_type varchar not null,
        figure_value varchar not null
    )
    """,
    """
    create table if not exists state.published_sales (
        run_id varchar not null,
        as_of timestamp not null,
        entry_number bigint not null,
        store_id varchar not null,
        channel_code varchar not null,
        business_date date not null,
        sales_eur_incl_tax numeric(18, 2) not null
    )
    """,
    """
    create table if not exists state.run_tests (
        run_id varchar not null,
        as_of timestamp not null,
        test_name varchar not null,
        model_name varchar,
        status varchar not null,
        failing_count bigint,
        asked_at timestamp
    )
    """,
    """
    create table if not exists state.sales_forecasts (
        forecast_id varchar not null,
        as_of timestamp not null,
        iso_week varchar not null,
        edition_code varchar not null,
        department_code varchar not null,
        method_code varchar not null,
        trained_until_iso_week varchar not null,
        point_eur_incl_tax numeric(18, 2) not null,
        low_eur_incl_tax numeric(18, 2) not null,
        high_eur_incl_tax numeric(18, 2) not null
    )
    """,
    """
    create table if not exists state.churn_models (
        model_id varchar not null,
        as_of timestamp not null,
        trained_iso_week varchar not null,
        feature_name varchar not null,
        coefficient double not null
    )
    """,
    """
    create table if not exists state.churn_calibration (
        model_id varchar not null,
        as_of timestamp not null,
        evaluated_iso_week varchar not null,
        risk_band_number bigint not null,
        customer_count bigint not null,
        foretold_share double not null,
        lapsed_share double not null
    )
    """,
    "create schema if not exists vault",
    """
    create table if not exists vault.customer_registry (
        record_id varchar not null,
        customer_id varchar,
        entry_number bigint not null,
        assigned_at timestamp not null
    )
    """,
    """
    create table if not exists vault.customer_events (
        event_id varchar not null,
        customer_id varchar not null,
        other_customer_id varchar,
        event_type varchar not null,
        record_count bigint not null,
        occurred_at timestamp not null
    )
    """,
    """
    create table if not exists vault.request_answers (
        request_id varchar not null,
        answer varchar not null,
        reason varchar,
        answered_by varchar not null,
        answered_at timestamp not null
    )
    """,
    """
    create table if not exists vault.feed_changes (
        feed_number bigint not null,
        as_of timestamp not null,
        customer_id varchar not null,
        contact_channel_code varchar not null,
        change_code varchar not null,
        content_hash varchar,
        sent_at timestamp not null
    )
    """,
    "create schema if not exists privacy",
    """
    create table if not exists privacy.suppressions (
        request_id varchar not null,
        erased_at timestamp not null,
        key_kind varchar not null,
        keyed_hash varchar not null
    )
    """,
    """
    create table if not exists privacy.erasures (
        request_id varchar not null,
        erased_at timestamp not null,
        status varchar not null,
        customer_count bigint,
        record_count bigint,
        index_hash varchar,
        proof varchar,
        finished_at timestamp
    )
    """,
    "create schema if not exists share",
    """
    create table if not exists share.publications (
        publication_id varchar not null,
        published_at timestamp not null,
        partner_code varchar not null,
        product_code varchar not null,
        product_version bigint not null,
        iso_week varchar,
        row_count bigint not null,
        hidden_count bigint not null,
        data_sha256 varchar not null,
        rules_json varchar not null,
        invocation_id varchar
    )
    """,
    """
    create table if not exists share.released_cells (
        publication_id varchar not null,
        published_at timestamp not null,
        product_code varchar not null,
        product_version bigint not null,
        partner_code varchar not null,
        cell_key varchar not null,
        iso_week varchar,
        release_code varchar not null
    )
    """,
)


class Executor(Protocol):
    """A DuckDB connection or a DB-API cursor."""

    def execute(self, statement: str, parameters: Sequence[Any] = ..., /) -> Any: ...  # noqa: ANN401
    def executemany(self, statement: str, parameters: Sequence[Sequence[Any]], /) -> Any: ...  # noqa: ANN401


@dataclass(frozen=True)
class StepRecord:
    """What one step of a Monday took."""

    step: str  # ingest | build | publish | report | checks
    seconds: float
    item_count: int | None = None  # deliveries taken, nodes built, editions or artefacts
    row_count: int | None = None  # rows taken into raw


@dataclass(frozen=True)
class NodeRecord:
    """What one dbt node took."""

    node_id: str
    resource_type: str
    schema_name: str | None
    folder: str | None  # below models/ or seeds/, as marts/sales
    status: str
    started_at: datetime | None  # UTC; None where the node never began
    seconds: float
    row_count: int | None = None
    query_id: str | None = None
    warehouse_code: str | None = None  # the one that the node is configured for; None: that of its step


@dataclass(frozen=True)
class TestRecord:
    """What one dbt test found."""

    __test__ = False  # for pytest, which would collect it by its name

    test_name: str
    model_name: str | None  # the first one that it reads, where it is about several
    status: str
    failing_count: int | None
    asked_at: datetime | None  # UTC; None where it was skipped


@dataclass(frozen=True)
class RunRecord:
    """A Monday about to be written down."""

    run_id: str
    target: str
    iso_week: str | None  # None where it failed before it knew
    as_of: datetime
    started_at: datetime
    ended_at: datetime
    outcome: str  # succeeded | failed
    steps: tuple[StepRecord, ...] = ()
    nodes: tuple[NodeRecord, ...] = ()
    tests: tuple[TestRecord, ...] = ()


@dataclass(frozen=True)
class BuildRecord:
    """What dbt left of a build: its invocation id, its nodes, and of those that are tests what they found."""

    run_id: str
    nodes: tuple[NodeRecord, ...]
    tests: tuple[TestRecord, ...] = ()


@contextmanager
def open_state(path: Path, *, read_only: bool = False) -> Iterator[duckdb.DuckDBPyConnection]:
    """The state database: for writing, with its tables made where they are not, or as it is, to be read.

    Raises LundiError where another process holds the file, or where it is no database.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    connection = duckdb.connect()
    try:
        _attach(connection, path, read_only=read_only)
        if not read_only:
            create_state_tables(connection)
        yield connection
    finally:
        connection.close()


def ensure_state(path: Path) -> None:
    """Makes the state database, or the tables that an older one lacks: dbt attaches it and finds them, empty or not;
    and the secret beside it, which dbt attaches too.

    One that is whole is left alone, so that a build beside an open reader does not wait for it. Raises LundiError as
    `open_state` and `ensure_secret` do.
    """
    if not path.is_file() or _lacks_tables(path):
        with open_state(path):
            pass
    ensure_secret(path.with_name(FILE), path)


def create_state_tables(executor: Executor) -> None:
    """Makes the schemas and tables in the current database; those that are there stay as they are."""
    for statement in STATE_TABLES:
        executor.execute(statement)


def write_run(executor: Executor, run: RunRecord, *, mark: str = DUCKDB_MARK) -> None:
    """Appends a Monday, its steps and its nodes, all of it or nothing; one that is there already is left alone.

    `executor` is a DuckDB connection, or a cursor of the Snowflake connector with `mark=SNOWFLAKE_MARK`.
    """
    known = executor.execute(f"select count(*) from state.runs where run_id = {mark}", [run.run_id]).fetchone()
    if known and known[0]:
        return
    as_of = naive(run.as_of)
    moments = (as_of, naive(run.started_at), naive(run.ended_at))
    header = [(run.run_id, run.target, run.iso_week, *moments, run.outcome)]
    steps = [(run.run_id, as_of, s.step, s.seconds, s.item_count, s.row_count) for s in run.steps]
    nodes = [_node_row(run.run_id, as_of, node) for node in run.nodes]
    tests = [_test_row(run.run_id, as_of, test) for test in run.tests]
    executor.execute("begin")
    try:
        for table, rows in (("runs", header), ("run_steps", steps), ("run_nodes", nodes), ("run_tests", tests)):
            if rows:
                marks = ", ".join([mark] * len(rows[0]))
                executor.executemany(f"insert into state.{table} values ({marks})", rows)
        executor.execute("commit")
    except BaseException:
        executor.execute("rollback")
        raise


def read_build(target_folder: Path) -> BuildRecord | None:
    """What the last dbt build of a target folder did, node by node; None where dbt left no results."""
    results_file, manifest_file = target_folder / "run_results.json", target_folder / "manifest.json"
    if not (results_file.is_file() and manifest_file.is_file()):
        return None
    results = json.loads(results_file.read_text(encoding="utf-8"))
    nodes = json.loads(manifest_file.read_text(encoding="utf-8"))["nodes"]
    records = tuple(_node_record(result, nodes.get(result["unique_id"], {})) for result in results["results"])
    tests = tuple(
        _test_record(result, nodes.get(result["unique_id"], {}))
        for result in results["results"]
        if result["unique_id"].startswith("test.")
    )
    return BuildRecord(results["metadata"]["invocation_id"], records, tests)


def new_run_id() -> str:
    """An id for a Monday that failed before dbt gave it one."""
    return str(uuid.uuid4())


def _lacks_tables(path: Path) -> bool:
    """Whether a state database is older than one of its tables."""
    wanted = sum("create table" in statement for statement in STATE_TABLES)
    with open_state(path, read_only=True) as connection:
        found = connection.execute(
            "select count(*) from duckdb_tables() where database_name = 'lundi_state'"
        ).fetchone()
    return not found or found[0] < wanted


def _attach(connection: duckdb.DuckDBPyConnection, path: Path, *, read_only: bool) -> None:
    connection.execute("set TimeZone = 'UTC'")
    connection.execute(f"set temp_directory = {literal(f'{path}.tmp')}")
    try:
        # Not under its file's name: catalogue `state` and schema `state` would be ambiguous.
        mode = " (read_only)" if read_only else ""
        connection.execute(f"attach {literal(str(path))} as lundi_state{mode}")
    except duckdb.Error as error:
        if "could not set lock" in str(error).lower():
            raise LundiError(
                f"{path.name} is in use by another process", "end the other `lundi` or `dbt` run, then try again"
            ) from error
        raise LundiError(
            f"{path} cannot be opened: {str(error).splitlines()[0]}",
            "it holds what landing cannot give back: restore it from a copy, do not delete it",
        ) from error
    connection.execute("use lundi_state")


def _node_row(run_id: str, as_of: datetime, node: NodeRecord) -> tuple:
    return (
        run_id,
        as_of,
        node.node_id,
        node.resource_type,
        node.schema_name,
        node.folder,
        node.status,
        naive(node.started_at) if node.started_at else None,
        node.seconds,
        node.row_count,
        node.query_id,
        node.warehouse_code,
    )


def _test_row(run_id: str, as_of: datetime, test: TestRecord) -> tuple:
    asked_at = naive(test.asked_at) if test.asked_at else None
    return run_id, as_of, test.test_name, test.model_name, test.status, test.failing_count, asked_at


def _test_record(result: dict[str, Any], node: dict[str, Any]) -> TestRecord:
    read = node.get("attached_node") or next(iter((node.get("depends_on") or {}).get("nodes") or ()), "")
    return TestRecord(
        test_name=result["unique_id"].split(".")[2],
        model_name=read.split(".")[-1] or None,
        status=result["status"],
        failing_count=result.get("failures"),
        asked_at=_started_at(result.get("timing") or []),
    )


def _node_record(result: dict[str, Any], node: dict[str, Any]) -> NodeRecord:
    response = result.get("adapter_response") or {}
    rows = response.get("rows_affected")
    return NodeRecord(
        node_id=result["unique_id"],
        resource_type=result["unique_id"].split(".")[0],
        schema_name=node.get("schema"),
        folder=_folder(node),
        status=result["status"],
        started_at=_started_at(result.get("timing") or []),
        seconds=float(result.get("execution_time") or 0),
        # Where it is not known, engines say -1.
        row_count=rows if isinstance(rows, int) and rows >= 0 else None,
        query_id=response.get("query_id"),
        warehouse_code=(node.get("config") or {}).get("snowflake_warehouse"),
    )


def _folder(node: dict[str, Any]) -> str | None:
    """The node's folder below models/, seeds/ or tests/: the middle of its path."""
    parts = Path(node.get("original_file_path") or "").parts[1:-1]
    return "/".join(parts) or None


def _started_at(timing: list[dict[str, Any]]) -> datetime | None:
    moments = [phase["started_at"] for phase in timing if phase.get("started_at")]
    if not moments:
        return None
    first = datetime.fromisoformat(min(moments))
    return first.astimezone(UTC) if first.tzinfo else first.replace(tzinfo=UTC)

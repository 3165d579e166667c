"""Kills the end of a Monday before each call that changes something, and does it again, as the next run would.

Run as a program: FOLDER [STRIDE]. It prints one line of JSON per kill. A process of its own, because it forks one per
run, which a process with DuckDB's threads must not; nothing here connects but in a fork.
"""

import json
import os
import shutil
import signal
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import duckdb

from lundi.customer.registry import append_to_duckdb
from lundi.publications import Store, keep_publications
from lundi.reports.dataset import ReportData
from lundi.restatements import keep_in_duckdb
from lundi.settings import Settings
from lundi.warehouse.leftovers import clear_leftovers
from lundi.warehouse.lock import only_run
from lundi.warehouse.published import publish
from lundi.warehouse.state import SUCCEEDED, RunRecord, StepRecord, open_state, write_run

ON_FILES = ("link", "replace")
MOMENTS = {name: datetime(2026, 11, day, 5, 0, tzinfo=UTC) for name, day in (("zero", 2), ("first", 9), ("second", 16))}


def monday(settings: Settings, name: str, attempt: int = 1) -> None:
    """The end of a Monday: customers remembered, edition published, what it printed kept, run written down."""
    as_of = MOMENTS[name]
    with only_run(settings.warehouse, "lundi monday") as hold:
        clear_leftovers(settings, hold.take_killed())
        write_build(settings, name)
        append_to_duckdb(settings.state_database, settings.build_database)
        publish(settings, as_of, f"{name} {attempt}")
        keep_in_duckdb(settings.state_database, settings.published_database, as_of, f"{name} {attempt}")
        with open_state(settings.state_database) as connection:
            keep_publications(Store(connection), [printed(name)], as_of, f"{name} {attempt}")
        run = RunRecord(f"{name} {attempt}", "dev", None, as_of, as_of, as_of, SUCCEEDED, (StepRecord("build", 1.0),))
        with open_state(settings.state_database) as connection:
            write_run(connection, run)


def printed(name: str) -> ReportData:
    """A report without a figure, of a week of its own."""
    nothing = dict.fromkeys(("delivered_until", "selling_store_count"))
    lists = dict.fromkeys(
        ("comparisons", "tiles", "days", "weeks", "departments", "top_stores", "flop_stores", "definitions"), ()
    )
    day = MOMENTS[name].date()
    data = ReportData(
        language="fr", iso_week=name, first_date=day, last_date=day, currency_code="EUR", is_foreign_currency=False,
        known_store_count=0, main_comparison_code="prior_year", store_floor=Decimal(0), notices=(name,),
        **nothing, **lists,
    )  # fmt: skip
    return data.with_hash()


def write_build(settings: Settings, name: str) -> None:
    """What dbt leaves, as far as the end of a Monday reads it; two tables that readers must find alike."""
    folder = settings.build_database.parent
    folder.mkdir(parents=True, exist_ok=True)
    if not _prepared(settings, name).is_file():
        _make_build(_prepared(settings, name), name)
    shutil.copyfile(_prepared(settings, name), settings.build_database)


def _prepared(settings: Settings, name: str) -> Path:
    return settings.warehouse.parent / "builds" / f"{name}.duckdb"


def _make_build(path: Path, name: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    moment = MOMENTS[name].replace(tzinfo=None)
    with duckdb.connect(str(path)) as connection:
        connection.execute("create schema vault; create schema marts")
        connection.execute(
            "create table marts.fct_store_sales_daily as select 'S1' as store_id, 'store' as channel_code, "
            "?::date - n::integer as business_date, (100 + n)::numeric(18, 2) as sales_eur_incl_tax from "
            "range(1, 9) as t(n)",
            [moment.date()],
        )
        for table in ("one", "other"):
            connection.execute(f"create table {table} as select '{name}' as edition from range(1000)")
        connection.execute(
            "create table vault.int_customer__registry_changes as "
            "select ? as record_id, ? as customer_id, 1 as entry_number, ?::timestamp as assigned_at",
            [f"record of {name}", f"customer of {name}", moment],
        )
        connection.execute(
            "create table vault.int_customer__events as select ? as event_id, ? as customer_id, "
            "null::varchar as other_customer_id, 'created' as event_type, 1 as record_count, "
            "?::timestamp as occurred_at, true as is_new",
            [f"event of {name}", f"customer of {name}", moment],
        )


def dump(settings: Settings) -> dict[str, Any]:
    """What readers find, and what the state remembers."""
    found: dict[str, Any] = {}
    for key, path in (("published", settings.published_database), ("former", settings.former_database)):
        with duckdb.connect(str(path), read_only=True) as connection:
            found[key] = connection.execute(
                "select distinct edition from one union select distinct edition from other"
            ).fetchall()
    with open_state(settings.state_database, read_only=True) as connection:
        for table in ("customer_registry", "customer_events"):
            found[table] = connection.execute(f"select customer_id from vault.{table} order by all").fetchall()
        for table, key in (("publications", "publication_id"), ("publication_sections", "section_code"),
                           ("publication_figures", "figure_value"), ("published_sales", "business_date")):  # fmt: skip
            found[table] = connection.execute(f"select {key}::varchar from state.{table} where as_of = ? order by all",
                                              [MOMENTS["second"].replace(tzinfo=None)]).fetchall()  # fmt: skip
        found["runs"] = connection.execute("select run_id from state.runs order by all").fetchall()
        found["steps"] = connection.execute("select run_id from state.run_steps order by all").fetchall()
    files = {path.name for path in settings.warehouse.rglob("*") if path.is_file()}
    return {**found, "left": sorted(files - {"lundi.duckdb", "state.duckdb", "lundi.lock"})}


class Watched:
    """A DuckDB connection that counts what it is asked."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, ask: Callable[[str], None]) -> None:
        self._connection, self._ask = connection, ask

    def __getattr__(self, name: str) -> Any:
        if name in ("execute", "executemany", "close"):
            self._ask(name)
        return getattr(self._connection, name)

    def __enter__(self) -> "Watched":
        return self

    def __exit__(self, *error: object) -> None:
        self.close()


def kill_before(point: int, work: Callable[[], None]) -> list[str]:
    """Does the work up to the call of that number, and not a moment further; gives the calls where it came to none."""
    calls: list[str] = []

    def ask(name: str) -> None:
        if len(calls) == point:
            os.kill(os.getpid(), signal.SIGKILL)
        calls.append(name)

    def watched(name: str, call: Callable[..., Any]) -> Callable[..., Any]:
        return lambda *arguments: (ask(name), call(*arguments))[1]

    for name in ON_FILES:
        setattr(os, name, watched(name, getattr(os, name)))
    connect = duckdb.connect
    duckdb.connect = lambda *arguments, **options: Watched(connect(*arguments, **options), ask)
    work()
    duckdb.connect = connect
    return calls


def in_fork(work: Callable[[], Any]) -> Any:
    """What the work gives, done by a process of its own; None where that was killed."""
    reading, writing = os.pipe()
    process_id = os.fork()
    if not process_id:
        os.close(reading)
        try:
            os.write(writing, json.dumps(work()).encode())
            os._exit(0)
        except BaseException as error:
            os.write(writing, json.dumps({"error": repr(error)}).encode())
            os._exit(1)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        answer = pipe.read()
    _, status = os.waitpid(process_id, 0)
    return None if os.WIFSIGNALED(status) else json.loads(answer)


def sweep(folder: Path, stride: int) -> None:
    """Prints what each kill left and what the next run made of it; first, what a run gives that nobody killed."""
    base = Settings(folder / "landing", folder / "base", folder / "out")
    in_fork(lambda: [monday(base, name) for name in ("zero", "first")])

    undisturbed = _copied(base, "undisturbed")
    in_fork(lambda: _make_build(_prepared(undisturbed, "second"), "second"))
    calls = in_fork(lambda: kill_before(-1, lambda: monday(undisturbed, "second")))
    print(json.dumps({"calls": calls, "after": in_fork(lambda: dump(undisturbed))}), flush=True)
    # All that the file system is asked, and a share of what DuckDB is.
    points = [number for number, name in enumerate(calls) if name in ON_FILES or number % stride == 0]
    for point in points:
        settings = _copied(base, f"killed_{point}")
        work = partial(monday, settings, "second")
        killed = in_fork(partial(kill_before, point, work))
        left = in_fork(partial(dump, settings))
        in_fork(partial(monday, settings, "second", 2))
        after = in_fork(partial(dump, settings))
        print(json.dumps({"point": point, "killed": killed is None, "left": left, "after": after}), flush=True)


def _copied(base: Settings, name: str) -> Settings:
    settings = replace(base, warehouse=base.warehouse.with_name(name))
    shutil.copytree(base.warehouse, settings.warehouse)
    return settings


if __name__ == "__main__":
    sweep(Path(sys.argv[1]), int(sys.argv[2]))

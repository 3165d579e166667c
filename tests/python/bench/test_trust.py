"""`lundi bench trust`: what counts as good, and its whole course on a Monday of a second."""

import json
import sys
from dataclasses import replace
from datetime import UTC, datetime

import duckdb
import pytest

from lundi.bench import trust
from lundi.bench.mutated_world import Verdict
from lundi.bench.mutation_run import MutationsResult
from lundi.bench.trust import Kill, Options, Reading, TrustResult, as_document, bench_trust, fingerprints, side_of
from lundi.errors import LundiError
from lundi.warehouse.state import ensure_state
from runs import settings_in

# Publishes an edition that depends on its moment alone, or, planted, on the time of day.
MONDAY = """
import sys, time
from datetime import datetime
import duckdb
from lundi.settings import load_settings
from lundi.warehouse.leftovers import clear_leftovers
from lundi.warehouse.lock import only_run
from lundi.warehouse.published import publish
settings, as_of, spoiled = load_settings(), datetime.fromisoformat(sys.argv[1]), sys.argv[2] == "spoiled"
with only_run(settings.warehouse, "lundi monday") as hold:
    clear_leftovers(settings, hold.take_killed())
    settings.build_database.parent.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(str(settings.build_database)) as connection:
        for schema in ("marts", "reports"):
            connection.execute(f"create schema {schema}")
        sales = time.time() if spoiled else as_of.day
        connection.execute(f"create table marts.fct_store_sales_weekly as select {sales} as sales_eur_incl_tax")
        connection.execute("create table marts.fct_runs as select now() as started_at")
        connection.execute("create table reports.rpt_monday_header as select 'company' as edition_code, '' as iso_week")
    publish(settings, as_of, str(time.time()))
"""
GOOD = Kill(1.0, True, "before", True, 0, ())


def write_landing(settings, size, iso_week):
    ensure_state(settings.state_database)
    duckdb.connect(str(settings.raw_database)).close()


def course(folder, kind, options, **more):
    def command(iso_week, as_of):
        return [sys.executable, "-c", MONDAY, as_of.isoformat(), kind]

    return bench_trust(options, "2026-W46", folder, write_landing=write_landing, command=command, **more)


def test_a_monday_that_publishes_in_one_step_is_proven(tmp_path):
    seen = []
    result = course(tmp_path, "sound", Options(kills=1, rebuilds=1, readers=1), keep=seen.append)
    assert result.is_proven, result
    assert result.is_whole
    assert [(one.kills, one.is_whole) for one in seen] == [(result.kills, False)], (
        "an interrupted run has left its kills"
    )
    assert result.weeks == ("2026-W45", "2026-W46")
    assert result.readings[0].asked > 0
    document = json.loads(as_document(result, datetime(2026, 11, 22, 1, 0, tzinfo=UTC)))
    assert (document["options"]["seed"], document["is_proven"], len(document["kills"])) == (46, True, 1)


def test_what_being_sure_costs_is_the_whole_monday_less_the_bare_one(tmp_path):
    def command(iso_week, as_of):
        return [sys.executable, "-c", MONDAY, as_of.isoformat(), "sound"]

    result = bench_trust(
        Options(kills=1, rebuilds=0, readers=1), "2026-W46", tmp_path, write_landing=write_landing, command=command,
        bare=lambda iso_week, as_of: [sys.executable, "-c", "pass"],
    )  # fmt: skip
    assert result.is_proven, result
    cost = json.loads(as_document(result, datetime(2026, 11, 22, 1, 0, tzinfo=UTC)))["certainty"]
    assert cost["added_seconds"] == cost["seconds"] - cost["bare_seconds"] > 0
    assert cost["added_share"] == pytest.approx(cost["added_seconds"] / cost["bare_seconds"])


def test_mutations_alone_need_no_monday_and_a_finding_among_them_proves_nothing(tmp_path, monkeypatch):
    asked = []
    found = MutationsResult({"finding": 1}, (Verdict("M0001", "truncated", "pos/tickets", "finding", ("why",)),), {})
    monkeypatch.setattr(trust, "run_mutations", lambda folder, *rest: asked.append(rest[:2]) or found)
    result = course(tmp_path, "sound", Options(kills=0, rebuilds=0, mutations=7))
    assert (asked, result.is_proven, result.certainty) == ([(7, 46)], False, None)


def test_a_monday_that_gives_something_else_the_second_time_is_found_out(tmp_path):
    result = course(tmp_path, "spoiled", Options(kills=1, rebuilds=0, readers=1))
    assert result.kills[0].differences == ("lundi.marts.fct_store_sales_weekly",)
    assert not result.is_proven


@pytest.mark.parametrize(
    "change",
    [
        {"published": "neither"},
        {"lock_is_free": False},
        {"next_exit_code": 1},
        {"differences": ("lundi.marts.fct_tickets",)},
    ],
)
def test_one_thing_that_is_wrong_after_a_kill_is_enough(change):
    assert GOOD.is_good
    assert not replace(GOOD, **change).is_good


def test_a_reader_that_never_asked_or_met_an_error_or_a_stranger_proves_nothing():
    good = Reading(10, (), (), 2)
    spoiled = [replace(good, asked=0), replace(good, errors=("IOException",)), replace(good, strangers=("mixed",))]
    assert [TrustResult(Options(), ("", ""), 1.0, (GOOD,), (one,)).is_proven for one in (good, *spoiled)] == [
        True, False, False, False,
    ]  # fmt: skip


def test_what_a_run_took_is_no_difference_and_the_order_of_rows_is_none(tmp_path):
    found = []
    for name, order in (("one", ""), ("two", "desc")):
        settings = settings_in(tmp_path / name)
        write_landing(settings, "", "")
        with duckdb.connect(str(settings.published_database)) as connection:
            connection.execute("create schema marts")
            connection.execute(f"create table marts.a as select n from range(9) as t (n) order by n {order}")
            connection.execute(f"create table marts.fct_runs as select '{name}' as run_id")
            connection.execute(f"create table marts.b as select {len(order)} as checked_at, 1 as n")
        found.append(fingerprints(settings))
    assert found[0] == found[1]
    assert found[0]["lundi.marts.a"].startswith("9 rows")
    assert found[0]["lundi.marts.b"].startswith("1 rows")
    assert "lundi.marts.fct_runs" not in found[0]


def test_a_published_file_that_is_no_whole_edition_is_neither_of_the_two(tmp_path):
    path = tmp_path / "lundi.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("create schema marts")
        connection.execute("create table marts.a as select 1 as n")
        (hashed,) = connection.execute("select hash(a) from marts.a").fetchall()[0]
    raw = {"raw.raw.deliveries": "9 rows, 1"}
    whole = {"lundi.marts.a": f"1 rows, {hashed}", **raw}
    assert side_of(path, {"before": {}, "after": whole}) == "after"
    assert side_of(path, {"before": {}, "after": {**whole, "lundi.marts.b": "1 rows, 1"}}) == "neither"
    path.write_bytes(b"no database" * 1000)
    assert side_of(path, {"before": {}, "after": whole}) == "neither"


def test_a_monday_that_fails_by_itself_proves_nothing(tmp_path):
    with pytest.raises(LundiError, match="failed by itself"):
        bench_trust(
            Options(), "2026-W46", tmp_path, write_landing=write_landing,
            command=lambda iso_week, as_of: [sys.executable, "-c", "raise SystemExit(1)"],
        )  # fmt: skip

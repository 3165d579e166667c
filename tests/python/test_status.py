"""Where things stand is told from what lies there, beside a run and before the first one, and nothing is written."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import duckdb
import pytest

from lundi.errors import ExitCode
from lundi.landing.contract import load_contract
from lundi.status import RunLine, Status, as_document, read_status
from lundi.warehouse.lock import only_run, running
from lundi.warehouse.pages import NOTHING, Losses
from lundi.warehouse.published import Edition, publish
from lundi.warehouse.raw import open_raw
from lundi.warehouse.state import FAILED, SUCCEEDED, RunRecord, StepRecord, open_state, write_run
from runs import settings_in

NOW = datetime(2026, 11, 16, 6, 0, tzinfo=UTC)
MOMENT = NOW - timedelta(hours=1)
SOUND = Status(Edition(MOMENT, "R1"), NOW - MOMENT, "2026-W46", runs=(RunLine("2026-W46", SUCCEEDED, MOMENT, 90.0),))


@pytest.fixture
def settings(tmp_path):
    return settings_in(tmp_path)


def publish_an_edition(settings, as_of=MOMENT, losses=NOTHING):
    settings.build_database.parent.mkdir(parents=True)
    with duckdb.connect(str(settings.build_database)) as connection:
        connection.execute(
            "create schema reports; create table reports.rpt_monday_header as "
            "select 'company' as edition_code, '2026-W46' as iso_week, 2 as missing_store_day_count"
        )
    publish(settings, as_of, "R1", losses)


def test_before_anything_is_there_it_says_what_to_run_and_writes_nothing(settings):
    found = read_status(settings, NOW)
    assert found.problems == ("there is no landing zone", "nothing has been published yet")
    assert "lundi demo" in found.next_step
    assert found.exit_code == ExitCode.INCOMPLETE
    assert not settings.warehouse.exists()
    settings.landing.mkdir()
    assert read_status(settings, NOW).next_step == "run `lundi monday`"


def test_a_week_that_is_published_leaves_nothing_to_do():
    assert (SOUND.problems, SOUND.next_step, SOUND.exit_code) == ((), "nothing", ExitCode.OK)


@pytest.mark.parametrize(
    ("change", "problem", "step"),
    [
        ({"due_week": "2026-W47"}, "2026-W47 is over and not published", "run `lundi monday`"),
        ({"runs": (RunLine(None, FAILED, NOW, 3.0), *SOUND.runs)}, "the last Monday failed", "mend what stopped"),
        ({"late": ("pos/tickets",)}, "late deliveries: 1", "have the deliveries sent"),
        ({"refused": ("pos/tickets/D1",)}, "refused deliveries: 1", "have the deliveries sent"),
        ({"held": ("pos/tickets/D1",)}, "held deliveries: 1", "lundi ingest --accept pos/tickets/D1"),
        ({"left_out_pages": ("customers",)}, "the page customers is not in the edition", "mend what kept the page"),
        ({"missing_store_day_count": 3}, "missing store-days: 3", "ask for the missing files"),
        ({"kept_aside_count": 1200}, "rows kept aside: 1,200", "the mended rows"),
        ({"has_landing": False}, "there is no landing zone", "lundi demo"),
    ],
)
def test_each_thing_that_is_wrong_is_said_with_what_to_do(change, problem, step):
    found = replace(SOUND, **change)
    assert found.problems == (problem,)
    assert step in found.next_step
    assert found.exit_code == ExitCode.INCOMPLETE


def test_while_a_run_is_under_way_the_next_step_is_to_wait():
    assert "wait" in replace(SOUND, running="`lundi monday`", late=("x",)).next_step


def test_edition_runs_and_raw_are_read(settings):
    publish_an_edition(settings, losses=Losses(("customers",)))
    with open_state(settings.state_database) as state:
        step = StepRecord("build", 60.0)
        write_run(
            state, RunRecord("R1", "dev", "2026-W46", MOMENT, MOMENT, NOW, SUCCEEDED, (step, StepRecord("x", 5.5)))
        )
        write_run(state, RunRecord("R2", "dev", None, MOMENT, NOW, NOW, FAILED))
    with open_raw(settings.raw_database, load_contract()) as raw:
        for delivery, resolved in (("D1", "null"), ("D2", "now()")):
            raw.execute(
                "insert into raw.delivery_refusals (source, entity, delivery_id, reason_code, message, refused_at, "
                f"resolved_at) values ('pos', 'tickets', '{delivery}', 'truncated', 'm', now(), {resolved})"
            )
        for delivery, accepted in (("D3", "null"), ("D4", "now()")):
            raw.execute(
                "insert into raw.quality_results (source, entity, delivery_id, rule_name, rule_kind, outcome, "
                "delivered_at, checked_at, accepted_at) values "
                f"('pos', 'tickets', '{delivery}', 'volume', 'volume', 'held', now(), now(), {accepted})"
            )
    settings.landing.mkdir()
    found = read_status(settings, NOW)
    assert found.edition == Edition(MOMENT, "R1")
    assert (found.age, found.is_due) == (timedelta(hours=1), False)
    assert [(run.outcome, run.seconds) for run in found.runs] == [(FAILED, 0.0), (SUCCEEDED, 65.5)]
    assert (found.refused, found.held) == (("pos/tickets/D1",), ("pos/tickets/D3",))
    assert (found.missing_store_day_count, found.left_out_pages, found.unread) == (2, ("customers",), ())
    document = json.loads(as_document(found))
    assert document["edition"]["iso_week"] == "2026-W46"
    assert document["age"] == 3600
    assert document["next_step"] == found.next_step


def test_a_file_that_is_no_database_is_said(settings):
    settings.landing.mkdir()
    settings.warehouse.mkdir()
    settings.raw_database.write_text("no database")
    assert read_status(settings, NOW).unread[0].startswith("raw.duckdb cannot be read")


def test_a_run_that_is_under_way_is_named(settings):
    assert running(settings.warehouse) is None
    with only_run(settings.warehouse, "lundi monday"):
        assert running(settings.warehouse).command == "lundi monday"
        assert "lundi monday" in read_status(settings, NOW).running
    assert running(settings.warehouse) is None

"""A Monday with a deadline waits for what is due, goes as soon as it is there, and never later than it must."""

import json
from datetime import UTC, datetime, time, timedelta

from lundi.landing.contract import load_contract
from lundi.waiting import (
    NEEDED,
    POLL_SECONDS,
    UNMEASURED,
    deadline_on,
    needed_by_the_report,
    still_awaited,
    time_needed,
    wait_for_deliveries,
)

DUE = datetime(2026, 11, 16, 3, 30, tzinfo=UTC)  # 4:30 in Paris
LAST_MOMENT = DUE + timedelta(hours=2)
TICKETS = [("pos", "tickets")]


def deliver(landing, moment, entity="pos/tickets"):
    folder = landing / entity / f"{moment:%Y%m%dT%H%M%SZ}-001"
    folder.mkdir(parents=True)
    (folder / "manifest.json").write_text(json.dumps({"delivered_at": moment.isoformat()}))
    return folder


def awaited(landing, now, last_moment=LAST_MOMENT):
    return [item.entity for item in still_awaited(landing, load_contract(), TICKETS, last_moment, now)]


class Clock:
    """A clock that only sleeping moves; `events` happen when it passes their moment."""

    def __init__(self, now, events=()):
        self.now, self.events, self.slept = now, list(events), []

    def __call__(self):
        return self.now

    def sleep(self, seconds):
        self.slept.append(seconds)
        self.now += timedelta(seconds=seconds)
        for moment, happen in list(self.events):
            if moment <= self.now:
                self.events.remove((moment, happen))
                happen()


def wait(landing, clock, last_moment=LAST_MOMENT, told=None):
    tell = told.append if told is not None else lambda awaited: None
    return wait_for_deliveries(landing, last_moment, clock=clock, sleep=clock.sleep, tell=tell)


def test_what_is_due_before_the_last_moment_is_awaited_and_what_is_due_after_it_is_not(tmp_path):
    deliver(tmp_path, DUE - timedelta(days=1))
    assert awaited(tmp_path, DUE - timedelta(hours=1)) == ["tickets"]
    assert awaited(tmp_path, DUE - timedelta(hours=1), DUE - timedelta(minutes=1)) == []
    assert awaited(tmp_path, DUE - timedelta(hours=1), DUE) == ["tickets"]


def test_an_early_delivery_answers_and_one_of_the_day_before_does_not(tmp_path):
    deliver(tmp_path, DUE - timedelta(hours=12, minutes=1))
    assert awaited(tmp_path, DUE) == ["tickets"]
    deliver(tmp_path, DUE - timedelta(hours=12))
    assert awaited(tmp_path, DUE) == []


def test_an_entity_that_never_came_is_not_awaited(tmp_path):
    deliver(tmp_path, DUE - timedelta(days=1), "pos/z_reports")
    assert awaited(tmp_path, DUE) == []


def test_a_delivery_without_its_manifest_is_not_there_yet(tmp_path):
    deliver(tmp_path, DUE - timedelta(days=1))
    written = deliver(tmp_path, DUE) / "manifest.json"
    text = written.read_text()
    written.unlink()
    assert awaited(tmp_path, DUE) == ["tickets"]
    written.write_text(text)
    assert awaited(tmp_path, DUE) == []


def test_the_run_goes_as_soon_as_all_is_there(tmp_path):
    deliver(tmp_path, DUE - timedelta(days=1))
    arrival = DUE + timedelta(minutes=5)
    clock, told = Clock(DUE, [(arrival, lambda: deliver(tmp_path, arrival))]), []
    waited = wait(tmp_path, clock, told=told)
    assert (waited.until, waited.seconds, waited.open) == (arrival, 300.0, ())
    assert set(clock.slept) == {POLL_SECONDS}
    assert "pos/tickets, expected by 2026-11-16 04:30" in told[0][0].sentence


def test_at_the_last_moment_it_goes_without_and_says_so(tmp_path):
    deliver(tmp_path, DUE - timedelta(days=1))
    clock = Clock(LAST_MOMENT - timedelta(seconds=30))
    waited = wait(tmp_path, clock)
    assert waited.until == LAST_MOMENT
    assert [item.entity for item in waited.open] == ["tickets"]
    assert clock.slept == [POLL_SECONDS, 10.0], "the last pause ends at the last moment"


def test_a_last_moment_that_is_over_waits_for_nothing(tmp_path):
    deliver(tmp_path, DUE - timedelta(days=1))
    clock = Clock(LAST_MOMENT + timedelta(hours=1))
    assert wait(tmp_path, clock).open
    assert clock.slept == []


def test_the_deadline_is_a_time_of_day_at_head_office():
    winter, summer = datetime(2026, 11, 16, 4, 0, tzinfo=UTC), datetime(2026, 7, 6, 4, 0, tzinfo=UTC)
    assert deadline_on(winter, time(6, 30)) == datetime(2026, 11, 16, 5, 30, tzinfo=UTC)
    assert deadline_on(summer, time(6, 30)) == datetime(2026, 7, 6, 4, 30, tzinfo=UTC)
    late = datetime(2026, 11, 15, 23, 30, tzinfo=UTC)
    assert deadline_on(late, time(6, 30)) == datetime(2026, 11, 16, 5, 30, tzinfo=UTC), "it is Monday there already"


def test_before_anything_was_measured_half_an_hour_is_kept(tmp_path):
    class Place:
        build_folder = tmp_path

        def recorded_runs(self):
            return tmp_path / "state.duckdb"

    assert time_needed(Place()) == UNMEASURED


def test_the_list_of_what_the_report_needs_names_entities_that_have_a_contract():
    known = {(entity.source, entity.name) for entity in load_contract().entities}
    needed = set(needed_by_the_report(NEEDED))
    assert ("pos", "tickets") in needed
    assert needed <= known

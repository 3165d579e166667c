"""A Monday with a deadline waits before it holds anything, may lose a page, and says so with its exit code."""

from contextlib import nullcontext
from dataclasses import replace
from datetime import UTC, datetime, time

import pytest

from lundi import cli, monday
from lundi.errors import ExitCode, LundiError
from lundi.ingest import IngestReport
from lundi.monday import MondayResult, run_monday
from lundi.options import TargetName
from lundi.quality.gate import GateReport
from lundi.waiting import Awaited, Waited
from lundi.warehouse.dbt import BuildResult, NodeResult, audit
from lundi.warehouse.lock import running
from lundi.warehouse.pages import Losses, Relation
from reports import factories
from runs import settings_in

UNTIL = datetime(2026, 11, 16, 5, 25, tzinfo=UTC)
DEADLINE = time(6, 30)
REGISTRY = Relation("vault", "int_customer__registry_changes")
LOST = Losses(("customers",), (REGISTRY,), ("int_customer__edges",))
WHOLE = replace(factories.normal_week(), missing_store_days=())


class Place:
    """A target that does nothing and remembers what it was asked."""

    name = "dev"
    has_marts = False

    def __init__(self, folder, losses=None, refusal=None):
        self.build_folder, self.losses, self.asked = folder, losses or Losses(), []
        self.shares, self.refusal = refusal is not None, refusal

    def write_run(self, run):
        self.asked.append(("recorded", run.as_of))

    def ingest(self, as_of, on_progress):
        self.asked.append(("ingest", as_of))
        return IngestReport(())

    def gate(self):
        return nullcontext(lambda as_of: GateReport())

    def build(self, as_of, on_progress, *, may_lose_pages=False):
        self.asked.append(("build", may_lose_pages))
        return BuildResult((), "R1", self.losses)

    def keep_customers(self):
        self.asked.append(("customers", None))

    def publish(self, as_of, build):
        self.asked.append(("publish", build.losses.pages))

    def keep_published_sales(self, as_of, run_id):
        self.asked.append(("sales kept", run_id))

    def share(self):
        self.asked.append(("share", None))
        if self.refusal:
            raise LundiError(self.refusal)


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Runs a Monday on such a target; gives its result and the target."""
    settings = settings_in(tmp_path)

    def go(losses=None, report=WHOLE, refusal=None, **options):
        place = Place(tmp_path, losses, refusal)

        def wait(*_):
            assert running(settings.warehouse) is None, "who waits holds no lock"
            place.asked.append(("wait", None))
            return Waited(UNTIL, 300.0, (Awaited("pos", "tickets", UNTIL),))

        monkeypatch.setattr(monday, "target_named", lambda *_: place)
        monkeypatch.setattr(monday, "_wait", wait)
        monkeypatch.setattr(monday, "render_report", lambda *_: ((report,), ()))
        monkeypatch.setattr(monday, "check_editions", lambda *_: None)
        monkeypatch.setattr(monday, "_keep", lambda *_: None)
        return run_monday(settings, **options), place

    return go


def test_it_waits_first_and_its_clock_stands_where_the_waiting_ended(run):
    result, place = run(deadline=DEADLINE)
    assert place.asked[:2] == [("wait", None), ("ingest", UNTIL)]
    assert ("recorded", UNTIL) in place.asked
    assert result.missing[0].startswith("not received: pos/tickets, expected by")


def test_a_past_monday_waits_for_nothing(run):
    _, place = run(deadline=DEADLINE, now=UNTIL)
    assert place.asked[0] == ("ingest", UNTIL)


def test_partners_are_served_after_all_else_where_the_target_shares(run):
    result, place = run(now=UNTIL, refusal="")
    assert place.asked[-2:] == [("share", None), ("recorded", UNTIL)]
    assert (result.unshared, result.exit_code) == ("", 0)
    assert list(result.seconds)[-1] == "share"
    assert ("share", None) not in run(now=UNTIL)[1].asked


def test_shares_that_differ_lose_no_monday_and_are_told(run):
    result, place = run(now=UNTIL, refusal="LUNDI_TO_ALPHA lacks a grant")
    assert ("publish", ()) in place.asked
    assert result.missing[-1] == "not shared: LUNDI_TO_ALPHA lacks a grant"
    assert result.exit_code == 3


def test_only_a_deadline_lets_a_page_go(run):
    assert ("build", True) in run(deadline=DEADLINE)[1].asked
    assert ("build", False) in run(now=UNTIL)[1].asked


def test_ids_of_customers_that_were_lost_are_not_remembered(run):
    result, place = run(LOST, deadline=DEADLINE)
    assert ("customers", None) not in place.asked
    assert ("publish", ("customers",)) in place.asked
    assert "not published: customers: int_customer__edges" in result.missing
    other = Losses((), (Relation("marts", "fct_partner_settlements"),), ("fct_partner_settlements",))
    assert ("customers", None) in run(other, deadline=DEADLINE)[1].asked


@pytest.mark.parametrize(
    ("has_deadline", "report", "losses", "code"),
    [
        (True, WHOLE, Losses(), ExitCode.OK),
        (True, factories.normal_week(), Losses(), ExitCode.DEGRADED),
        (True, WHOLE, LOST, ExitCode.DEGRADED),
        (False, factories.normal_week(), Losses(), ExitCode.OK),
    ],
)
def test_the_exit_code_tells_what_a_deadline_sent_out_incomplete(has_deadline, report, losses, code):
    result = MondayResult(build=BuildResult((), "R1", losses), report=report, has_deadline=has_deadline)
    assert result.exit_code == code


def test_the_audit_lets_a_page_go_only_where_it_may(tmp_path):
    (tmp_path / "manifest.json").write_text(
        '{"nodes": {"model.lundi.x": {"name": "x", "resource_type": "model", "schema": "marts",'
        ' "fqn": ["lundi", "marts"], "columns": {}, "config": {"materialized": "table", "meta": {}},'
        ' "depends_on": {"nodes": []}}},'
        ' "parent_map": {"model.lundi.x": []}}'
    )
    results = tmp_path / "run_results.json"
    results.write_text(
        '{"metadata": {"invocation_id": "R1"}, "results": '
        '[{"unique_id": "model.lundi.x", "status": "error", "execution_time": 1, "message": "broken"}]}'
    )
    with pytest.raises(LundiError, match="did not pass"):
        audit(results, tmp_path / "manifest.json", "R1", [])
    build = audit(results, tmp_path / "manifest.json", "R1", [], may_lose_pages=True)
    assert build.nodes == (NodeResult("model.lundi.x", "error", "broken", 1),)
    assert (build.losses.causes, build.losses.pages) == (("x",), ())


def test_the_command_tells_of_a_failure_and_the_error_goes_on(tmp_path, capsys):
    settings = settings_in(tmp_path)
    with pytest.raises(LundiError, match="no landing zone"), cli._alerting(settings, UNTIL, TargetName.DEV):
        raise LundiError("there is no landing zone")
    (alert,) = (settings.out / "alerts").iterdir()
    assert alert.name.startswith("failed_run-")
    assert "1 new alerts" in capsys.readouterr().err
    with cli._alerting(settings, UNTIL, TargetName.DEV) as finished:
        finished.append(MondayResult(report=WHOLE))
    assert len(list((settings.out / "alerts").iterdir())) == 1, "a Monday without fault tells nobody"

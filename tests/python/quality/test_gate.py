"""Gate A holds deliveries against their contracts: one landing zone with a fault of each kind beside its near miss."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest

from lundi.errors import LundiError
from lundi.ingest import ingest
from lundi.quality.gate import GateError, GateProcess, GateReport, accept, check_deliveries
from lundi.settings import Settings
from quality.gate_zone import (
    AFTERWARDS,
    AS_OF,
    BROKEN,
    LAST,
    NEAR,
    NOW,
    SATURDAY,
    announcing,
    write_deliveries,
    z_report,
)
from runs import settings_in
from worlds import LandingZone, ticket


@dataclass
class Checked:
    """A landing zone that was taken and checked."""

    settings: Settings
    report: GateReport
    results_file: Path | None = None

    def query(self, sql):
        with duckdb.connect() as connection:
            connection.execute(f"attach '{self.settings.raw_database}' as lundi_raw (read_only); use lundi_raw")
            return connection.execute(sql).fetchall()


@pytest.fixture(scope="module")
def checked(tmp_path_factory, one_gate):
    settings = settings_in(tmp_path_factory.mktemp("gate"))
    write_deliveries(LandingZone(settings.landing))
    assert ingest(settings.landing, settings.raw_database, as_of=AS_OF).is_complete
    with one_gate.process() as process:
        report = check_deliveries(settings, process, AS_OF, NOW)
    return Checked(settings, report, report.results_file)


def test_each_fault_is_flagged_and_its_near_miss_is_not(checked):
    found = {(flag.path, flag.rule, flag.is_held) for flag in checked.report.flags}
    assert found == {
        (f"pos/tickets/{SATURDAY}", "volume_is_as_expected", True),
        (f"loyalty/members/{BROKEN}", "email_has_an_at_sign", True),
        (f"reference/products/{BROKEN}", "product_name_is_not_encoded_twice", True),
        (f"drive/order_lines/{BROKEN}", "quantity_is_not_negative", True),
        (f"drive/order_lines/{BROKEN}", "vat_rate_is_a_french_one", False),
        (f"reference/store_closures/{BROKEN}", "closure_ends_after_it_starts", True),
        (f"pos/z_reports/{BROKEN}", "control_total_agrees", True),
    }
    assert (checked.report.problem, checked.report.is_complete) == ("", False)


def test_a_flag_says_in_counts_what_is_wrong(checked):
    said = {flag.rule: flag.sentence for flag in checked.report.flags}
    assert said["volume_is_as_expected"] == (
        f"flagged: pos/tickets/{SATURDAY}: 10 rows are 25 % of the usual 40, expected are 60 to 140 % "
        "[volume_is_as_expected]"
    )
    assert "email: 10 of 10 rows break the rule, 20 % may" in said["email_has_an_at_sign"]
    assert "total_eur_incl_tax: the rows and what was announced differ by -0.01" in said["control_total_agrees"]
    assert said["vat_rate_is_a_french_one"].startswith("noted: drive/order_lines/")


def test_every_delivery_and_rule_is_written_down(checked):
    deliveries, rules, held = checked.query(
        "select count(distinct (source, entity, delivery_id)), count(*), count(*) filter (outcome = 'held') "
        "from raw.quality_results"
    )[0]
    assert deliveries == checked.report.checked_count == 25
    assert (rules > deliveries, held) == (True, 6)


def test_nothing_of_a_person_is_kept(checked):
    kept = checked.results_file.read_text(encoding="utf-8")
    kept += str(checked.query("from raw.quality_results")) + "\n".join(checked.report.sentences)
    assert "email_has_an_at_sign" in kept
    for value in ("not an address", "néant", "@exemple", "Zwitscherer", "partial_unexpected_list", "exception"):
        assert value not in kept


def test_what_great_expectations_said_is_kept_suite_by_suite(checked):
    document = json.loads(checked.results_file.read_text(encoding="utf-8"))
    assert checked.results_file.parent == checked.settings.warehouse / "quality" / "gate_a"
    suites = {suite["suite"]: suite["expectations"] for suite in document["suites"]}
    (email,) = [found for found in suites["loyalty/members rows"] if found["rule"] == "email_has_an_at_sign"]
    assert (email["type"], email["success"]) == ("expect_column_values_to_match_regex", False)
    assert email["result"] == {
        "element_count": 20, "unexpected_count": 11, "unexpected_percent": pytest.approx(55.0), "missing_count": 0,
    }  # fmt: skip
    assert len(document["broken"]) == 7


def test_only_what_is_held_is_asked_about_again(checked, one_gate):
    asked = []

    class Listening(GateProcess):
        def ask(self, question):
            asked.extend(question["deliveries"])
            raise GateError("it ended without an answer")

    report = check_deliveries(checked.settings, Listening(), AS_OF, AFTERWARDS)
    assert len(asked) == 6
    assert report.problem == "gate A did not look at 6 deliveries: it ended without an answer"
    assert [flag.is_held for flag in report.flags] == [True] * 6
    assert not report.is_complete


def test_a_later_monday_counts_what_nobody_accepted(checked, one_gate):
    later = datetime(2026, 11, 30, 7, 0, tzinfo=UTC)
    with one_gate.process() as process:
        report = check_deliveries(checked.settings, process, later, AFTERWARDS)
    assert (report.older_flag_count, report.flags, report.is_complete) == (6, (), True)
    assert report.sentences == ["flagged: 6 older deliveries, which nobody has accepted"]
    with one_gate.process() as process:
        earlier = check_deliveries(checked.settings, process, datetime(2026, 11, 12, tzinfo=UTC), AFTERWARDS)
    assert (earlier.flags, earlier.older_flag_count) == ((), 0)


def test_somebody_accepts_a_delivery_for_a_reason_and_its_flag_is_lifted_for_good(checked, one_gate):
    settings, path = checked.settings, f"pos/tickets/{SATURDAY}"
    for by, reason in (("", "strike"), ("A. Martin", " ")):
        with pytest.raises(LundiError, match="by somebody and for a reason"):
            accept(settings, path, by, reason, NOW)
    with pytest.raises(LundiError, match="is no delivery"):
        accept(settings, "pos/tickets", "A. Martin", "strike", NOW)
    assert accept(settings, path, "A. Martin", "strike of the carriers", NOW) == 1
    with pytest.raises(LundiError, match="was not taken"):
        accept(settings, "pos/tickets/20261116T041500Z-009", "A. Martin", "strike of the carriers", NOW)
    with one_gate.process() as process:
        report = check_deliveries(settings, process, AS_OF, AFTERWARDS)
    assert path not in {flag.path for flag in report.flags}
    (row,) = checked.query(
        "select outcome, accepted_by, accept_reason from raw.quality_results where accepted_at is not null"
    )
    assert row == ("held", "A. Martin", "strike of the carriers")


def test_every_one_of_many_that_break_a_rule_is_flagged(tmp_path, one_gate):
    settings = settings_in(tmp_path)
    for number in range(21):  # Great Expectations names 20 by itself
        path, minute = LandingZone(settings.landing), f"{number:02d}"
        report = [z_report(minute, "9.99")]
        path.deliver("pos/z_reports", report, f"20261112T04{minute}00Z-001", tamper_manifest=announcing("10.00"))
    ingest(settings.landing, settings.raw_database, as_of=AS_OF)
    with one_gate.process() as process:
        report = check_deliveries(settings, process, AS_OF, NOW)
    assert (report.problem, len(report.flags)) == ("", 21)


def test_a_delivery_that_the_gate_does_not_hold_is_accepted_for_its_store_days_and_again_when_more_came(checked):
    settings, path = checked.settings, f"pos/z_reports/{NEAR}"
    for reason, now in (("a coin", NOW), ("two", AFTERWARDS)):
        assert accept(settings, path, "A. Martin", reason, now) == 0
    assert checked.query(
        "select source, entity, delivery_id, accepted_at, accept_reason from raw.delivery_acceptances "
        "where entity = 'z_reports' order by accepted_at"
    ) == [
        ("pos", "z_reports", NEAR, NOW.replace(tzinfo=None), "a coin"),
        ("pos", "z_reports", NEAR, AFTERWARDS.replace(tzinfo=None), "two"),
    ]
    held = "select count(*) from raw.quality_results where outcome = 'held' and accepted_at is null"
    assert checked.query(held) == [(5,)]


def test_a_process_that_dies_is_said_and_nothing_is_written_down(tmp_path):
    settings = settings_in(tmp_path)
    LandingZone(settings.landing).deliver("pos/tickets", [ticket("T1", "S1", "2026-11-09", "5.00")], LAST)
    ingest(settings.landing, settings.raw_database, as_of=AS_OF)
    process = GateProcess()
    process.start()
    process._process.kill()
    report = check_deliveries(settings, process, AS_OF, NOW)
    process.stop()
    assert report.problem.startswith("gate A did not look at 1 deliveries: it ended without an answer")
    assert Checked(settings, report).query("select count(*) from raw.quality_results") == [(0,)]

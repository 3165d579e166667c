"""One message for each thing that one person can mend, the same one however often the Monday is run."""

from dataclasses import replace
from datetime import UTC, date, datetime

from lundi.alerts.causes import NAMED_STORE_DAYS, causes_of, failure, late_requests, missing_run
from lundi.errors import DeliveryRefusedError
from lundi.ingest import IngestReport
from lundi.monday import MondayResult
from lundi.privacy.deadlines import OpenRequest
from lundi.quality.gate import Flag, GateReport
from lundi.warehouse.dbt import BuildResult
from lundi.warehouse.ledger import REFUSED
from lundi.warehouse.pages import Losses
from lundi.warehouse.raw import KeptAside, Outcome
from reports import factories

MOMENT = datetime(2026, 11, 16, 5, 0, tzinfo=UTC)
PATH = "pos/tickets/20261116T041500Z-001"
SECRET = "marie.curie@exemple.fr"


def refused(rule="hash_differs"):
    error = DeliveryRefusedError(rule, f"a row holds {SECRET}", file_name="tickets.csv", row=7)
    return Outcome(*PATH.split("/"), REFUSED, refusal=error)


def kept(count, entity="pos/tickets"):
    return tuple(KeptAside(f"{entity}/D{n % 3}", "f.csv", n, "key_is_null", None) for n in range(count))


def codes(result, **options):
    return [cause.code for cause in causes_of(result, **options)]


def test_a_monday_without_fault_tells_nobody():
    whole = replace(factories.normal_week(), missing_store_days=())
    assert codes(MondayResult(IngestReport(()), GateReport(), BuildResult(()), whole, as_of=MOMENT)) == []


def test_a_refused_delivery_is_named_with_file_row_and_rule_and_without_its_values():
    (cause,) = causes_of(MondayResult(IngestReport((refused(),))))
    assert cause.subject == f"Livraison refusée : {PATH}"
    text = "\n".join((cause.subject, *cause.lines, cause.name))
    assert "tickets.csv, row 7" in text
    assert "hash_differs" in text
    assert SECRET not in text


def test_shares_that_differ_are_told_without_their_names():
    result = MondayResult(as_of=MOMENT, unshared="not shared: LUNDI_TO_ALPHA holds SELECT VIEW X")
    (cause,) = causes_of(result)
    assert cause.code == "shares_differ"
    assert not any("ALPHA" in line for line in (cause.subject, *cause.lines))
    assert "lundi share sync" in cause.lines[-1]


def test_the_same_cause_has_the_same_name_and_another_rule_another_one():
    (first,), (again,), (other,) = (
        causes_of(MondayResult(IngestReport((refused(rule),))))
        for rule in ("hash_differs", "hash_differs", "truncated")
    )
    assert first.name == again.name != other.name


def test_quarantine_is_told_from_the_threshold_on_for_each_entity():
    report = IngestReport((), (*kept(3), *kept(2, "drive/orders")))
    (cause,) = causes_of(MondayResult(report), kept_aside_from=3)
    assert "3 lignes de pos/tickets" in cause.subject
    assert codes(MondayResult(report), kept_aside_from=4) == []


def test_a_held_delivery_is_one_message_with_all_its_rules_and_a_noted_one_none():
    flags = [Flag(PATH, rule, f"{rule} is far", MOMENT, True) for rule in ("volume", "total")]
    noted = Flag("pos/waste/D", "order", "noted", MOMENT, False)
    (cause,) = causes_of(MondayResult(gate=GateReport(2, (*flags, noted))))
    assert len([line for line in cause.lines if line.endswith("is far")]) == 2
    assert f"--accept {PATH}" in cause.lines[-1]


def test_missing_store_days_are_one_message_per_channel():
    data = factories.normal_week()
    day = data.missing_store_days[0]
    many = tuple(replace(day, store_id=f"S{n}") for n in range(NAMED_STORE_DAYS + 2))
    report = replace(data, missing_store_days=(*many, replace(day, channel_code="drive")))
    drive, store = causes_of(MondayResult(report=report))
    assert drive.code == store.code == "missing_store_days"
    assert "et 2 autres" in store.lines
    assert len(store.lines) == NAMED_STORE_DAYS + 2


def test_late_deliveries_are_one_message_per_source():
    report = replace(factories.degraded_week(), missing_store_days=())
    found = causes_of(MondayResult(report=report))
    assert [cause.subject for cause in found] == ["Source en retard : drive", "Source en retard : kiosk"]
    assert "orders, attendu le 16/11/2026 à 04:00" in found[0].lines


def test_a_degraded_edition_is_told_where_a_deadline_sent_it_out():
    report = factories.degraded_week()
    build = BuildResult((), "R1", Losses(("customers",), (), ("fct_customer_sources",)))
    assert "degraded_edition" not in codes(MondayResult(report=report, build=build, as_of=MOMENT))
    cause = causes_of(MondayResult(report=report, build=build, has_deadline=True, as_of=MOMENT))[-1]
    assert cause.code == "degraded_edition"
    assert "Nœud dbt en échec : fct_customer_sources" in cause.lines


def test_a_failure_tells_its_kind_and_not_its_words_and_is_another_one_the_next_day():
    cause = failure(ValueError(SECRET), MOMENT)
    assert "ValueError" in cause.lines[0]
    assert SECRET not in "\n".join((cause.subject, *cause.lines, cause.name))
    assert cause.name == failure(ValueError(SECRET), MOMENT.replace(hour=8)).name
    assert cause.name != failure(ValueError(SECRET), MOMENT.replace(day=23)).name


def test_a_monday_that_nobody_ran_is_told_once_for_its_week():
    cause = missing_run("2026-W46", "the edition of 2026-W45", MOMENT)
    assert cause.code == "missing_run"
    assert cause.name == missing_run("2026-W46", "another", MOMENT.replace(hour=9)).name


def test_a_request_that_cannot_wait_is_told_once_and_again_when_its_month_is_over():
    days = (date(2026, 10, 15), date(2026, 11, 15))
    calm = OpenRequest("RQ1", "access", *days, None, is_urgent=False, is_overdue=False)
    urgent, overdue = replace(calm, is_urgent=True), replace(calm, is_urgent=True, is_overdue=True)
    assert late_requests([calm]) == ()
    (first,), (again,), (later,) = (late_requests([one]) for one in (urgent, urgent, overdue))
    assert first.name == again.name != later.name
    assert first.subject == "Demande RQ1 à traiter sans attendre"
    assert "due le 15/11/2026" in first.lines[0]
    assert later.subject == "Demande RQ1 en retard"

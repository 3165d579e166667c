"""A past Monday once more: as it stood, whatever has been delivered since."""

import hashlib
import shutil
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from lundi.clock import monday_of
from lundi.errors import LundiError
from lundi.explorer.writing import explorer_name
from lundi.monday import run_monday, write_as_published
from lundi.replay import chosen_weeks, last_weeks, replay
from lundi.warehouse.dbt import target_folder
from lundi.warehouse.state import open_state
from runs import Run, settings_in
from worlds import SPOILED, STORES, LandingZone, customer, line, ticket, write_four_weeks, write_mended, write_spoiled

D = Decimal
W46, W47 = "2026-W46", "2026-W47"


def printed(result):
    return {a.path.name: hashlib.sha256(a.path.read_bytes()).hexdigest() for a in result.artefacts}


def sales(run: Run, iso_week):
    return run.query(
        "select cast(sum(sales_eur_incl_tax) as decimal(18, 2)) from marts.fct_sales_lines where iso_week = ?",
        [iso_week],
    )[0][0]


def refused(result):
    return {outcome.path.rpartition("/")[2] for outcome in result.ingest.with_status("refused")}


def customers_of(run: Run):
    """The customer of each record in the published edition, and what the state remembers of them."""
    ids = dict(run.query("select source_customer_id, customer_id from marts.brg_customer_sources"))
    with open_state(run.settings.state_database, read_only=True) as connection:
        remembered = [
            connection.execute(f"select * from vault.{table} order by all").fetchall()
            for table in ("customer_registry", "customer_events")
        ]
    return ids, remembered


def deliver_members(zone: LandingZone) -> None:
    """Two members before the first Monday."""
    loyalty = {"gender": "", "landline": "", "home_store_id": "S1", "closed_at": ""}
    members = [customer("member_id=M1", "Louise", "Durand", **loyalty),
               customer("member_id=M2", "Paul", "Petit", **loyalty)]  # fmt: skip
    zone.deliver("loyalty/members", members, "20261112T050000Z-001")


def deliver_users(zone: LandingZone) -> None:
    """After it one of the members has the app too, and a third customer comes."""
    users = [customer("app_user_id=U1", "Louise", "Durand", loyalty_card_number=""),
             customer("app_user_id=U2", "Julien", "Moreau", loyalty_card_number="")]  # fmt: skip
    zone.deliver("app/users", users, "20261118T050000Z-001")


def deliver_a_new_store(zone: LandingZone) -> None:
    """A ticket of a store that the referential learns of after the first Monday."""
    zone.deliver("pos/tickets", [ticket("N1", "S4", "2026-11-12", "6.00")], "20261113T060000Z-001")
    zone.deliver("pos/ticket_lines", [line("N1", 1, "0001", "3", "2.00", "6.00")], "20261113T060000Z-001")


def deliver_the_week_after(zone: LandingZone) -> None:
    """Week 47, and all that can touch what week 46 had said: corrections, late lines, states, refusals, bad rows."""
    zone.deliver("pos/tickets", [ticket("V1", "S1", "2026-11-17", "10.00")], "20261118T040000Z-001")
    zone.deliver("pos/ticket_lines", [line("V1", 1, "0001", "4", "2.50", "10.00")], "20261118T040000Z-001")
    zone.deliver("pos/tickets", [ticket("T9", "S2", "2026-11-12", "5.00")], "20261118T040000Z-002")
    zone.deliver("pos/ticket_lines", [line("T9", 1, "0001", "2", "2.50", "5.00")], "20261118T040000Z-002")
    zone.deliver("pos/tickets", [ticket("T3", "S2", "2026-11-15", "2.00")], "20261118T050000Z-001", mode="correction")
    zone.deliver(
        "pos/ticket_lines", [line("T3", 1, "0001", "1", "2.00", "2.00")], "20261118T050000Z-001", mode="correction"
    )
    new = {**STORES[2], "store_id": "S4"}
    moved = [{**STORES[0], "region_code": "IDF", "store_name": "Paris Bercy"}, *STORES[1:], new]
    zone.deliver("reference/stores", moved, "20261118T060000Z-001", mode="full", covers_from="2026-11-09")
    zone.deliver("pos/tickets", [ticket("Y1", "S1", "2026-11-12", "1.00")], "20261119T050000Z-001",
                 tamper=lambda content: content[:-3])  # fmt: skip
    zone.deliver("pos/tickets", [ticket("Y2", "S1", "2026-11-12", "1,00")], "20261119T050000Z-002")


@pytest.fixture(scope="module")
def mondays(tmp_path_factory):
    """The Monday of week 46, the one after it, and that of week 46 once more."""
    settings = settings_in(tmp_path_factory.mktemp("replay"))
    zone = LandingZone(settings.landing)
    write_four_weeks(zone)
    write_spoiled(zone)
    deliver_members(zone)
    deliver_a_new_store(zone)
    found = {}
    first = run_monday(settings, iso_week=W46, now=monday_of(W46))
    found["first"] = (first, printed(first), sales(Run(settings, first), W46))
    found["customers"] = [customers_of(Run(settings, first))]
    deliver_the_week_after(zone)
    deliver_users(zone)
    # what was refused before the first Monday is mended after it
    write_mended(zone)
    second = run_monday(settings, iso_week=W47, now=monday_of(W47))
    found["second"] = (second, printed(second), sales(Run(settings, second), W46))
    found["customers"].append(customers_of(Run(settings, second)))
    (again,) = replay(settings, [W46])
    found["again"] = (again.result, printed(again.result), sales(Run(settings, again.result), W46))
    found["customers"].append(customers_of(Run(settings, again.result)))
    return settings, found


def test_what_came_after_the_monday_is_not_in_it(mondays):
    _, found = mondays
    result, _, total = found["first"]
    # the correction of 05:30 UTC came half an hour after the report: T1 still has 5.00
    assert len(result.ingest.not_yet) == 2
    assert (result.report.iso_week, total) == (W46, D("27.50"))


def test_the_next_monday_restates_the_week_and_takes_the_mended_deliveries(mondays):
    _, found = mondays
    result, _, total = found["second"]
    # T1 7.50, T2 2.00, T3 2.00, T4 -2.50, T8 3.00, T9 5.00, N1 6.00, X1 to X4 1.00 each
    assert (result.report.iso_week, total) == (W47, D("27.00"))
    assert not result.ingest.not_yet
    assert refused(found["first"][0]) == set(SPOILED)
    assert refused(result) == {"20261119T050000Z-001"}


def test_a_ticket_of_an_unknown_store_comes_in_by_itself_once_the_referential_knows_it(mondays):
    _, found = mondays
    for run, is_set_aside in (("first", True), ("second", False), ("again", True)):
        said = found[run][0].missing
        assert any("assert_no_ticket_is_set_aside" in sentence for sentence in said) == is_set_aside, run
    assert any("Un ticket de 6,00" in sentence for sentence in found["first"][0].report.notices)


def test_a_replayed_monday_prints_the_same_bytes_as_before_the_later_deliveries_came(mondays):
    _, found = mondays
    first, again = found["first"], found["again"]
    assert again[1] == first[1]
    assert again[2] == first[2]
    assert not any(artefact.is_changed for artefact in again[0].artefacts)
    assert again[0].report == first[0].report
    # mended since; the report of that Monday still says what stood then
    assert refused(first[0]) == set(SPOILED)
    assert not refused(again[0])
    assert "4 livraisons sont refusées" in " ".join(again[0].report.notices)


def test_the_next_monday_tells_what_changed_and_why(mondays):
    _, found = mondays
    first, second = found["first"][0].report, found["second"][0].report
    assert first.sales_status.changes == ()
    assert first.sales_status.compared_published_at is None
    assert second.sales_status.compared_published_at == datetime(2026, 11, 16, 6, 0), "by the clock of head office"
    (change,) = second.sales_status.changes
    assert (change.iso_week, change.channel_code) == (W46, "store")
    assert (change.published_sales, change.current_sales, change.difference) == (D("27.50"), D("27.00"), D("-0.50"))
    # T9 5.00 and X1 to X4 1.00 each came late; T1 is 2.50 more and T3 18.00 less by corrections; N1 has its store now
    assert (change.late_delivery, change.correction) == (D("9.00"), D("-15.50"))
    assert (change.withdrawal, change.referential, change.other) == (0, D("6.00"), 0)


def test_an_edition_is_printed_again_as_it_was_published_without_the_figures(mondays, tmp_path):
    settings, found = mondays
    bare = replace(settings, warehouse=tmp_path / "warehouse", out=tmp_path / "out")
    bare.warehouse.mkdir()
    shutil.copyfile(settings.state_database, bare.state_database)
    for iso_week, name in ((W46, "first"), (W47, "second")):
        publications, artefacts = write_as_published(bare, iso_week, "fr")
        again = {a.path.name: hashlib.sha256(a.path.read_bytes()).hexdigest() for a in artefacts}
        # The page to explore is no publication: it shows the marts as they stand.
        assert again == {path: content for path, content in found[name][1].items() if path != explorer_name("fr")}
        assert {one.as_of for one in publications} == {monday_of(iso_week).replace(tzinfo=None)}
        assert all(a.path.is_relative_to(bare.out / iso_week / "as_published") for a in artefacts)
    assert not bare.published_database.exists()


def test_a_monday_that_prints_the_same_once_more_is_not_published_twice(mondays):
    settings, _ = mondays
    with open_state(settings.state_database, read_only=True) as connection:
        numbers = connection.execute("select distinct publication_number from lundi_state.state.publications")
        assert numbers.fetchall() == [(1,)]


def test_a_customer_keeps_the_id_and_who_comes_later_joins_it(mondays):
    (first, _), (second, (entries, events)), _ = mondays[1]["customers"]
    assert set(first) == {"M1", "M2"}
    assert second == {**first, "U1": first["M1"], "U2": second["U2"]}
    assert len(set(second.values())) == 3
    assert {customer_id for _, customer_id, *_ in entries} == set(second.values())
    assert [event_type for _, _, _, event_type, *_ in events].count("created") == 3


def test_a_replayed_monday_has_the_ids_of_its_own_day_and_writes_none_down(mondays):
    (first, _), (_, later), (again, after) = mondays[1]["customers"]
    assert again == first
    assert after == later


def test_a_monday_prints_the_cost_of_the_one_before_and_never_its_own(mondays):
    _, found = mondays
    costs = [found[name][0].report.monday_cost for name in ("first", "second", "again")]
    assert [cost.iso_week for cost in costs] == [None, W46, None]
    assert costs[1].amount > 0
    assert costs[1].seconds == round(sum(found["first"][0].seconds.values()))
    assert {cost.reason_code for cost in (costs[0], costs[2])} == {"first_measured_monday"}


# One reads another staging model, which stops at the clock, and whoever was erased: they stay out of every past, too.
# The other is a secret, which has no moment.
WITHOUT_CLOCK = {"stg_privacy__returning_contacts.sql", "stg_privacy__pepper.sql"}


def test_no_staging_model_reads_past_the_clock(mondays):
    settings, _ = mondays
    compiled = list((target_folder(settings) / "compiled").glob("*/models/staging/*/*.sql"))
    moment = f"{monday_of(W46):%Y-%m-%d %H:%M:%S}"
    assert len(compiled) > 5
    assert {path.name for path in compiled if moment not in path.read_text(encoding="utf-8")} == WITHOUT_CLOCK


def test_the_last_mondays_are_those_of_the_landing_zone(tmp_path):
    settings = settings_in(tmp_path)
    write_four_weeks(LandingZone(settings.landing))
    assert last_weeks(settings, 3, datetime(2026, 12, 24, tzinfo=UTC)) == ["2026-W44", "2026-W45", W46]
    # at that moment the deliveries of Monday morning are there, but the report is not due before six
    assert last_weeks(settings, 1, datetime(2026, 11, 16, 5, 0, tzinfo=UTC)) == [W46]
    assert last_weeks(settings, 1, datetime(2026, 11, 16, 4, 59, tzinfo=UTC)) == ["2026-W45"]
    with pytest.raises(LundiError, match="no delivery of the landing zone has come yet"):
        last_weeks(settings, 1, datetime(2020, 1, 1, tzinfo=UTC))


def test_the_weeks_of_a_replay_are_named_one_way(tmp_path):
    settings = settings_in(tmp_path)
    assert chosen_weeks(settings, "2026-S52", "2027-W01", None) == ["2026-W52", "2026-W53", "2027-W01"]
    assert chosen_weeks(settings, "2026-W46", None, None) == [W46]
    for first, last, count in ((None, None, None), (W46, None, 2), (None, W46, None), (None, W46, 2)):
        with pytest.raises(LundiError, match="which Mondays"):
            chosen_weeks(settings, first, last, count)
    with pytest.raises(LundiError, match="lies before"):
        chosen_weeks(settings, W47, W46, None)


def test_a_monday_that_fails_says_which_and_what_stands(tmp_path):
    with pytest.raises(
        LundiError, match=r"the Monday of 2026-W46: there is no landing zone .* \(nothing was replayed\)"
    ):
        replay(settings_in(tmp_path), [W46])

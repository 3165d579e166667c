"""When the deliveries arrive, and what each Monday knows."""

from datetime import UTC, date, datetime, timedelta

import pytest

from lundi.demo.retailer.outbox import LATE, PARIS, REGULAR, delivered_at

FULL_ENTITIES = ("stores", "store_closures", "products", "promotions", "targets")
LAST_MONDAY = date(2026, 11, 9)


@pytest.fixture(scope="module")
def manifests(retailer):
    return retailer.manifests()


def moment(manifest):
    return datetime.fromisoformat(manifest["delivered_at"]).astimezone(UTC)


def of(manifests, source, entity, mode=None):
    return [m for m in manifests if (m["source"], m["entity"]) == (source, entity) and mode in (None, m["mode"])]


def test_every_entity_of_the_contract_is_delivered(manifests):
    from lundi.landing.contract import load_contract

    assert {(m["source"], m["entity"]) for m in manifests} == {(e.source, e.name) for e in load_contract().entities}


def test_regular_files_arrive_in_the_night_and_a_late_one_by_day():
    night = delivered_at("pos", "waste", date(2026, 11, 10), REGULAR).astimezone(PARIS)
    day = delivered_at("pos", "waste", date(2026, 11, 10), LATE).astimezone(PARIS)
    assert 2 <= night.hour < 5
    assert day.hour == 11


def test_nothing_that_monday_reports_arrives_after_half_past_four(manifests):
    for monday in (LAST_MONDAY - timedelta(weeks=1), LAST_MONDAY, LAST_MONDAY + timedelta(weeks=1)):
        that_day = [m for m in manifests if moment(m).astimezone(PARIS).date() == monday]
        assert that_day
        assert max(moment(m).astimezone(PARIS).strftime("%H:%M") for m in that_day) <= "04:30"


def test_nothing_arrives_after_the_monday_that_follows_the_last_week(manifests):
    assert max(moment(m).astimezone(PARIS).date() for m in manifests) == LAST_MONDAY + timedelta(weeks=1)


def test_old_history_comes_once_a_month_and_the_last_weeks_every_day(manifests, retailer):
    days = [moment(m).astimezone(PARIS).date() for m in of(manifests, "pos", "ticket_lines", "append")]
    old = [day for day in days if day <= retailer.plan.daily_from]
    assert len(old) == len(set(old))
    assert {day.day for day in old if day != retailer.plan.daily_from} == {1}
    daily = {retailer.plan.daily_from + timedelta(days=n) for n in range(1, 29)}
    assert daily <= set(days)


def test_full_states_say_from_when_they_hold(manifests):
    for entity in FULL_ENTITIES:
        states = of(manifests, "reference", entity)
        assert {m["mode"] for m in states} == {"full"}
        assert all(m["covers_from"] == str(moment(m).astimezone(PARIS).date()) for m in states)
        assert len(states) > 1


def test_the_referential_of_stores_comes_monthly_then_weekly_and_when_it_changes(manifests, retailer):
    days = {date.fromisoformat(m["covers_from"]) for m in of(manifests, "reference", "stores")}
    mondays = {retailer.plan.daily_from + timedelta(weeks=n) for n in range(4)}
    changes = {
        day
        for (day,) in retailer.query("select first_date from planted_events where entity = 'reference/stores'")
        if day > retailer.plan.first_date
    }
    assert mondays | changes <= days
    assert {day.day for day in days - mondays - changes} <= {1, retailer.plan.first_date.day}


def test_the_moved_store_changes_region_between_two_states(retailer):
    regions = retailer.query(
        "select region_name, min(delivery_id) from reference_stores where store_id = 'S003' group by 1 order by 2"
    )
    assert [name for name, _ in regions] == ["Pays de la Loire", "Bretagne"]


def test_the_refitted_store_grows_and_the_closed_store_stays_listed_as_closed(retailer):
    areas = retailer.query("select distinct sales_area_m2 from reference_stores where store_id = 'S002' order by 1")
    assert [float(area) for (area,) in areas] == [1900.0, 2450.0]
    last = "delivery_id = (select max(delivery_id) from reference_stores)"
    assert retailer.query(f"select closed_on is not null from reference_stores where store_id = 'S004' and {last}") == [
        (True,)
    ]


def test_products_join_the_range_during_the_history(retailer):
    counts = [
        n for _, n in retailer.query("select delivery_id, count(*) from reference_products group by 1 order by 1")
    ]
    assert counts == sorted(counts)
    assert counts[0] < counts[-1] == retailer.plan.size.product_count


def test_a_late_file_of_the_week_before_arrives_on_tuesday_as_a_delivery_of_its_own(manifests, retailer):
    late = [m for m in of(manifests, "pos", "tickets") if m["delivery_id"].endswith("-003")]
    last = late[-1]
    assert moment(last).astimezone(PARIS).date() == LAST_MONDAY + timedelta(days=1)
    day = date.fromisoformat(last["covers_from"])
    assert LAST_MONDAY - timedelta(weeks=1) <= day < LAST_MONDAY
    said = retailer.query(
        "select distinct store_id, business_date from pos_tickets where delivery_id = ?", [last["delivery_id"]]
    )
    assert said == retailer.query(
        "select store_id, first_date from planted_events where event_code = 'late_store_day' order by 2 desc limit 1"
    )
    assert len(late) == 3


def test_a_till_s_day_is_corrected_with_its_z(retailer):
    rows = retailer.query(
        "select e.store_id, e.first_date, e.amount, "
        "(select sum(h.total_eur_incl_tax - t.total_eur_incl_tax) from held_pos_tickets as h join pos_tickets as t "
        "using (ticket_id) where h.store_id = e.store_id and h.business_date = e.first_date "
        "and h.delivery_id like '%-002' and t.delivery_id like '%-001') "
        "from planted_events as e where event_code = 'till_day_corrected'"
    )
    assert len(rows) == 2
    assert all(amount == change < 0 for *_, amount, change in rows)


def test_a_z_report_is_corrected_for_the_whole_store_day(retailer):
    store, day = retailer.query("select store_id, first_date from planted_events where event_code = 'z_corrected'")[0]
    totals = retailer.query(
        "select sum(total_eur_incl_tax) from pos_z_reports where store_id = ? and business_date = ? "
        "group by delivery_id order by delivery_id",
        [store, day],
    )
    assert [later - first for (first,), (later,) in [totals]] == [10]


def test_a_ticket_is_sent_again_by_append_with_another_total(retailer):
    key = retailer.query("select key from planted_faults where fault_code = 'ticket_sent_again'")[0][0]
    totals = retailer.query(
        "select total_eur_incl_tax from pos_tickets where ticket_id = ? order by delivery_id", [key]
    )
    assert [later - first for (first,), (later,) in [totals]] == [5]


def test_targets_cover_the_whole_iso_year_of_the_last_week(retailer):
    weeks = retailer.query(
        "select min(iso_week), max(iso_week), count(distinct iso_week) from reference_targets "
        "where iso_week like '2026%' and delivery_id = (select max(delivery_id) from reference_targets) "
        "and store_id = 'S001' and channel = 'store'"
    )
    assert weeks == [("2026-W01", "2026-W53", 53)]


def test_targets_name_the_channels_that_a_store_serves(retailer):
    assert (
        retailer.query(
            "select distinct t.store_id, t.channel from reference_targets as t "
            "join reference_stores as s using (store_id) "
            "where not contains(',' || s.channels || ',', ',' || t.channel || ',')"
        )
        == []
    )


def test_targets_foresee_sales_within_a_quarter(retailer):
    target, sales = retailer.query(
        "select (select sum(revenue_target_eur_excl_tax) from reference_targets where channel = 'store' "
        "and iso_week between '2026-W01' and '2026-W45' "
        "and delivery_id = (select max(delivery_id) from reference_targets)), "
        "(select sum(amount_eur_incl_tax / (1 + vat_rate)) from held_pos_ticket_lines join held_pos_tickets "
        "using (ticket_id) where status = 'sale' and order_id is null and line_type = 'sale' "
        "and business_date between '2025-12-29' and '2026-11-08')"
    )[0]
    assert 0.75 < float(target) / sales < 1.25


def test_the_first_target_does_not_know_a_store_that_opens_a_year_later(retailer):
    first = "delivery_id = (select min(delivery_id) from reference_targets)"
    assert retailer.query(f"select 1 from reference_targets where store_id = 'S007' and {first}") == []


def test_every_product_has_a_cost_from_the_first_day_and_some_change_each_quarter(retailer):
    quarters = retailer.query("select valid_from, count(*) from reference_product_costs group by 1 order by 1")
    assert quarters[0] == (retailer.plan.first_date, retailer.plan.size.product_count)
    assert len(quarters) >= 4
    assert all(count > 0.1 * retailer.plan.size.product_count for _, count in quarters)


def test_promotions_of_lines_are_in_the_referential(retailer):
    assert retailer.one("select count(distinct promotion_id) from pos_ticket_lines") > 10
    assert (
        retailer.query(
            "select 1 from pos_ticket_lines anti join reference_promotions using (promotion_id) "
            "where promotion_id is not null"
        )
        == []
    )
    assert (
        retailer.query(
            "select 1 from pos_ticket_lines as l join pos_tickets as t using (ticket_id) "
            "join (select distinct promotion_id, valid_from, valid_to from reference_promotions) as p "
            "using (promotion_id) where t.order_id is null and t.business_date not between p.valid_from and p.valid_to"
        )
        == []
    )


def test_both_retailer_and_suppliers_fund_promotions(retailer):
    assert len(retailer.query("select distinct funded_by from reference_promotions")) == 2


def test_control_totals_are_those_of_the_rows(manifests, retailer):
    for manifest in of(manifests, "pos", "tickets"):
        total = retailer.query(
            "select sum(total_eur_incl_tax) from pos_tickets where delivery_id = ?", [manifest["delivery_id"]]
        )[0][0]
        assert str(total) == manifest["control_totals"]["total_eur_incl_tax"]

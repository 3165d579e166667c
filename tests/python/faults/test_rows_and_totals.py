"""Zone 2: faults of rows, references and totals, each in a store that has its number; one build of the sales marts."""

from dataclasses import dataclass, field
from decimal import Decimal

import pytest

from faults.world import FRI, LAST, MON, SAT, SUN, THU, TUE, WED

CLOCKS_FORWARD, CLOCKS_BACK = "2026-03-29", "2026-10-25"
TO_COME, TOO_EARLY = "2026-11-20", "2026-11-04"


@dataclass(frozen=True)
class Wanted:
    """All that the marts may say of a fault's stores."""

    sales: dict[str, str]  # by day, all channels
    checks: dict[str, str]  # lines = tickets = Z, by day
    aside: dict[str, str] = field(default_factory=dict)  # reasons by transaction
    stores: tuple[str, ...] = ()  # the fault's own number where empty


def agreeing(**sales: str) -> Wanted:
    """Sales of a day of the week that are complete, and that nothing contradicts."""
    days = {"mon": MON, "tue": TUE, "wed": WED, "thu": THU, "sat": SAT}
    return Wanted({days[day]: total for day, total in sales.items()}, {days[day]: "agrees" for day in sales})


WANTED = {
    "F05": agreeing(mon="5.00", wed="6.00"),
    "F22": Wanted(
        {MON: "5.00"},
        {TOO_EARLY: "lines_differ", MON: "agrees", TO_COME: "lines_differ"},
        {"F22-to-come": "date_after_delivery", "F22-too-early": "date_before_opening"},
    ),
    "F23": Wanted({CLOCKS_FORWARD: "7.00", CLOCKS_BACK: "11.00"}, {CLOCKS_FORWARD: "agrees", CLOCKS_BACK: "agrees"}),
    "F24": agreeing(sat="2.00"),
    "F26": agreeing(wed="5.00", thu="5.00", sat="5.00"),
    "F27": Wanted({}, {MON: "lines_differ"}, {"F27-1": "store_unknown"}),
    "F28": agreeing(mon="5.00"),
    "F29": Wanted({MON: "5.00"}, {MON: "lines_differ"}, {"F29-2": "store_unknown"}, stores=("0029", "29")),
    "F30": Wanted({MON: "5.00"}, {MON: "lines_differ"}, {"F30-empty": "ticket_without_lines"}),
    "F31": Wanted({MON: "2.00"}, {MON: "lines_differ"}, {"F31-1": "lines_differ_from_total"}),
    "F32": agreeing(mon="2.50"),
    "F33": agreeing(mon="5.00"),
    # 250.00, 25.00 and four of 2.50; the gift is nothing
    "F34": agreeing(mon="285.00"),
    "F35": agreeing(mon="5.00"),
    "F37": agreeing(mon="9.00"),
    "F38": Wanted({MON: "5.00"}, {MON: "agrees", TUE: "tickets_missing"}),
    # 5.00 scanned and paid at the till, 12.00 ordered and paid at the till: each once
    "F39": agreeing(mon="17.00"),
    "F40": Wanted({WED: "14.00"}, {}),
    "F53": Wanted({MON: "5.00", TUE: "6.00"}, {MON: "z_missing", TUE: "z_repeated"}),
}


@pytest.mark.parametrize("fault", WANTED)
def test_the_fault_has_its_wanted_outcome_in_the_marts(marts, fault):
    wanted = WANTED[fault]
    stores = wanted.stores or (fault,)
    found = marts.sales(*stores), marts.aside(*stores), marts.checks(*stores)
    assert found == (wanted.sales, wanted.aside, wanted.checks)


def test_f05_a_day_that_did_not_come_is_missing_and_never_zero(marts):
    assert marts.days("F05") == {
        MON: "complete", TUE: "missing", WED: "complete",
        THU: "missing", FRI: "missing", SAT: "missing", SUN: "missing",
    }  # fmt: skip


def test_f53_a_day_without_its_z_or_with_two_counts_and_is_incomplete_for_that_reason(marts):
    days = marts.days("F53")
    assert (days[MON], days[TUE], days[WED]) == ("incomplete", "incomplete", "missing")
    found = marts.query(
        "select business_date, fault_code from marts.fct_store_day_faults where store_id = 'F53' order by all"
    )
    assert [(str(day), fault) for day, fault in found] == [(MON, "z_missing"), (TUE, "z_repeated")]


def test_f22_what_is_set_aside_is_counted_with_its_money_in_the_edition_of_its_store(marts):
    found = marts.query(
        "select iso_week, set_aside_ticket_count, set_aside_sales_eur_incl_tax "
        "from marts.fct_edition_collection_weekly where edition_code = 'store:F22' and set_aside_ticket_count > 0 "
        "order by iso_week"
    )
    assert found == [("2026-W45", 1, Decimal("3.00")), ("2026-W47", 1, Decimal("4.00"))]


def test_what_is_in_no_figure_or_under_no_known_product_is_counted_in_the_head_of_the_company(marts):
    aside = "from audit.fct_set_aside_tickets where iso_week = '2026-W46'"
    unknown = "from marts.fct_tickets where iso_week = '2026-W46'"
    planted = "starts_with(transaction_id, 'F')"
    # F27-1 9.00, F29-2 4.00, F30-empty 7.00, F31-1 5.00; 3.00, 4.00 and 3.00 of products that nobody knows
    assert marts.query(f"select count(*), sum(total_eur_incl_tax) {aside} and {planted}") == [(4, Decimal("25.00"))]
    assert marts.query(f"select sum(unknown_product_sales_eur_incl_tax) {unknown} and {planted}") == [(Decimal("10"),)]
    head = marts.query(
        "select set_aside_ticket_count, set_aside_sales_eur_incl_tax, unknown_product_sales_eur_incl_tax "
        "from marts.fct_edition_collection_weekly where edition_code = 'company' and iso_week = '2026-W46'"
    )
    everything = (
        f"select count(distinct channel_code || transaction_type || transaction_id) {aside}",
        (f"select sum(total_eur_incl_tax) {aside}"),
        f"select sum(unknown_product_sales_eur_incl_tax) {unknown}",
    )
    assert head == [tuple(marts.query(one)[0][0] for one in everything)]


def test_f23_the_two_hours_of_october_are_an_hour_apart(marts):
    found = marts.query(
        "select transaction_id, strftime(sold_at, '%H:%M') from marts.fct_tickets "
        "where business_date = '2026-10-25' order by sold_at"
    )
    assert found == [("F23-first", "00:30"), ("F23-second", "01:30")]


def test_f26_closed_days_are_no_missing_ones(marts):
    assert marts.days("F26") == {
        MON: "closed", TUE: "closed", WED: "complete",
        THU: "complete", FRI: "closed", SAT: "complete", SUN: "closed",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("transaction", "unknown"),
    [("F28-1", "3.00"), ("F37-1", "7.00"), ("F32-1", "0.00")],
    ids=[
        "F28 an unknown product",
        "F37 an article number with a price in it, and one with a wrong check digit",
        "none",
    ],
)
def test_what_no_referential_knows_is_sold_under_the_unknown_product(marts, transaction, unknown):
    found = marts.query(
        "select unknown_product_sales_eur_incl_tax from marts.fct_tickets where transaction_id = ?", [transaction]
    )
    assert found == [(Decimal(unknown),)]


def test_f30_lines_without_a_ticket_are_warned_of_with_their_amount(marts):
    assert ("F30-orphan", Decimal("3.00")) in marts.warned("assert_every_ticket_line_belongs_to_a_ticket")


def test_f32_a_return_is_no_basket(marts):
    found = marts.query("select transaction_id, is_counted_as_ticket from marts.fct_tickets where store_id = 'F32'")
    assert dict(found) == {"F32-1": True, "F32-back": False}


def test_f37_a_weight_keeps_its_three_decimals(marts):
    found = marts.query("select quantity from marts.fct_sales_lines where transaction_id = 'F37-1' and line_number = 1")
    assert found == [(Decimal("0.512"),)]


def test_f38_a_ticket_number_of_another_day_is_warned_of(marts):
    assert [row[0] for row in marts.warned("assert_no_ticket_is_sent_again_with_other_content")].count("F38-1") == 1


def test_f39_each_sale_counts_once_in_its_channel(marts):
    found = marts.query("select transaction_id, channel_code, journey from marts.fct_tickets where store_id = 'F39'")
    assert sorted(found) == [("F39-1", "store", "scan_and_go"), ("F39-o", "drive", "drive")]


def test_f40_what_was_cancelled_or_not_delivered_is_no_sale_and_a_substitute_is(marts):
    found = marts.query(
        "select transaction_id, line_number, quantity, is_substitution from marts.fct_sales_lines "
        "where store_id = 'F40' order by 2"
    )
    assert found == [("F40-partial", 1, Decimal("1.000"), False), ("F40-partial", 3, Decimal("1.000"), True)]


def test_f33_a_negative_price_is_noted(marts):
    found = marts.query(
        "select outcome, unexpected_row_count from lundi_raw.raw.quality_results "
        "where entity = 'ticket_lines' and delivery_id = ? and rule_name = 'unit_price_is_not_negative'",
        [LAST],
    )
    assert found == [("warned", 2)]


def test_f34_a_price_a_hundred_times_the_usual_one_is_warned_of_and_ten_times_is_not(marts):
    found = marts.warned("assert_no_price_is_far_from_the_usual_one")
    assert [row[:3] for row in found if row[2] == "0012"] == [("F34-1", 2, "0012")]


def test_f23_an_hour_that_never_was_is_warned_of_and_one_that_was_twice_is_not(marts):
    found = marts.warned("assert_no_ticket_is_timed_in_an_hour_that_never_was")
    assert [row[0] for row in found if row[0].startswith("F23")] == ["F23-never"]


def test_f39_an_order_rung_at_a_till_that_no_shop_delivered_is_warned_of(marts):
    found = marts.warned("assert_every_order_rung_at_a_till_was_delivered")
    assert [row[0] for row in found if row[0].startswith("F39")] == ["F39-nobody"]


def test_f40_an_order_that_is_fulfilled_and_does_not_say_when_is_warned_of(marts):
    found = marts.warned("assert_every_fulfilled_order_says_when")
    assert [row[1:] for row in found if row[1].startswith("F40")] == [("F40-undated", Decimal("20.00"))]

"""The whole Monday on landing zones whose every figure was computed on paper."""

import email
import email.policy
import hashlib
from datetime import date
from decimal import Decimal

import duckdb
import openpyxl
import pypdfium2
import pytest

from lundi.errors import ExitCode, LundiError
from lundi.monday import run_monday, write_report
from lundi.reports.builder import build_report
from lundi.warehouse.published import open_published
from lundi.warehouse.state import open_state
from runs import MONDAY, Run, settings_in
from worlds import SPOILED, LandingZone, line, ticket, write_one_store, write_spoiled

D = Decimal


def report_of(run: Run, iso_week: str, language: str = "fr"):
    with open_published(run.settings) as connection:
        return build_report(connection, iso_week, language)


def pdf_text(path):
    document = pypdfium2.PdfDocument(path)
    try:
        return "\n".join(page.get_textpage().get_text_range() for page in document)
    finally:
        document.close()


def fingerprints(run: Run):
    return {a.path.name: hashlib.sha256(a.path.read_bytes()).hexdigest() for a in run.result.artefacts}


# --- four weeks in three stores, written by hand -------------------------------------------------------------------


def test_the_report_is_that_of_the_last_closed_week(four_weeks):
    assert four_weeks.result.report.iso_week == "2026-W46"
    assert four_weeks.result.exit_code == ExitCode.OK


def test_every_delivery_was_held_against_its_contract_and_the_evidence_is_kept(four_weeks):
    gate = four_weeks.result.gate
    assert (gate.problem, gate.flags, gate.results_file.is_file()) == ("", (), True)
    assert gate.checked_count == len(four_weeks.result.ingest.with_status("accepted")) > 0


@pytest.mark.parametrize(
    ("metric", "value", "prior_year", "on_year", "week_before", "on_week"),
    [
        # 7.50 (corrected) + 2.00 + 20.00 - 2.50 + 3.00; the void, the training and the order at a till are out
        ("sales_eur_incl_tax", "30.00", "25.00", "0.2", "24.00", "0.25"),
        # T1, T2, T3 and T8; the return alone is no ticket
        ("ticket_count", "4", "2", "1.0", "1", "3.0"),
        ("average_basket_eur_incl_tax", "7.50", "12.50", "-0.4", "24.00", "-0.688"),
        # 3 coffees, a line of apples, a line of fuel and a coffee, a coffee back, an unknown product
        ("items_per_basket", "1.50", "5.00", "-0.7", "10.00", "-0.85"),
        ("average_price_eur_incl_tax", "5.00", "2.50", "1.0", "2.40", "1.083"),
        # (7.50 + 20.00) / 30.00, against none and against all: points, not percent
        ("loyalty_sales_rate", "0.917", "0.000", "0.917", "1.000", "-0.083"),
    ],
)
def test_each_tile_is_the_figure_on_paper(four_weeks, metric, value, prior_year, on_year, week_before, on_week):
    report = four_weeks.result.report
    year, week = report.evolution_of(metric, "prior_year"), report.evolution_of(metric, "week_before")
    assert (year.current_value, year.compared_value, year.evolution) == (D(value), D(prior_year), D(on_year))
    assert (week.current_value, week.compared_value, week.evolution) == (D(value), D(week_before), D(on_week))


def test_a_year_to_date_with_weeks_missing_is_not_stated(four_weeks):
    cumulative = four_weeks.result.report.evolution_of("sales_eur_incl_tax", "year_to_date")
    assert (cumulative.current_value, cumulative.evolution, cumulative.reason_code) == (None, None, "period_incomplete")


def test_the_days_stand_beside_the_same_weekdays_and_a_ticket_after_midnight_on_its_trading_day(four_weeks):
    days = {day.business_date.isoformat(): day for day in four_weeks.result.report.days}
    assert {date: day.sales for date, day in days.items()} == {
        "2026-11-09": D("7.50"), "2026-11-10": D("-2.50"), "2026-11-11": D("3.00"), "2026-11-12": None,
        "2026-11-13": None, "2026-11-14": D("2.00"), "2026-11-15": D("20.00"),
    }  # fmt: skip
    assert dict(days["2026-11-11"].compared_dates)["prior_year"].isoformat() == "2025-11-12"
    assert days["2026-11-11"].day_event == "Armistice de 1918"
    assert [e.reason_code for e in days["2026-11-12"].evolutions] == ["no_sales", "no_sales"]


def test_departments_add_up_and_the_unknown_product_is_named(four_weeks):
    departments = four_weeks.result.report.departments
    assert [(d.department_name, d.sales, d.ticket_count) for d in departments] == [
        ("Carburant", D("18.00"), 1), ("Épicerie", D("7.00"), 2), ("Produit inconnu", D("3.00"), 1),
        ("Fruits", D("2.00"), 1),
    ]  # fmt: skip
    assert sum(d.sales for d in departments) == D("30.00")


def test_figures_without_tax_need_the_rate_of_every_line(four_weeks):
    # 7.50 / 1.055 = 7.11; 2.00 / 1.055 = 1.90; -2.50 / 1.055 = -2.37
    assert four_weeks.query(
        "select store_id, sales_eur_excl_tax from marts.fct_store_sales_weekly where iso_week = '2026-W46' order by 1"
    ) == [("S1", D("6.64")), ("S2", D("16.90")), ("S3", None)]
    assert four_weeks.query(
        "select sales_eur_excl_tax from marts.fct_channel_sales_weekly where iso_week = '2026-W46'"
    ) == [(None,)]


def test_the_notices_say_what_the_referential_lacks(four_weeks):
    assert four_weeks.result.report.notices == (
        "Produits absents du référentiel\u00a0: 3,00\u00a0€ de ventes, comprises dans les totaux.",
    )


def test_no_card_number_leaves_staging(four_weeks):
    columns = four_weeks.query(
        "select table_schema, table_name, column_name from information_schema.columns "
        "where table_schema in ('core', 'marts', 'reports') and (column_name like '%card_number%' "
        "or column_name in ('email', 'phone', 'first_name', 'last_name', 'birth_date', 'address'))"
    )
    assert columns == []


def test_a_week_without_sales_is_said_in_words_and_nothing_is_divided_by_zero(four_weeks):
    report = report_of(four_weeks, "2026-W30")
    assert {tile.current_value for tile in report.tiles} == {None}
    assert {e.reason_code for tile in report.tiles for e in tile.evolutions} == {"no_sales"}
    assert (report.departments, report.top_stores, report.flop_stores) == ((), (), ())
    _, artefacts = write_report(four_weeks.settings, "2026-W30", "fr")
    text = pdf_text(next(a.path for a in artefacts if a.kind == "pdf"))
    assert "n.c." in text
    assert "Aucune vente" in text
    assert not {"nan", "None", "inf"} & set(text.split())


def test_a_week_that_is_not_over_is_not_compared(four_weeks):
    with open_published(four_weeks.settings) as connection:
        reasons = connection.execute(
            "select distinct reason_code from marts.fct_comparison_coverage_weekly where iso_week = '2026-W47'"
        ).fetchall()
    assert set(reasons) == {("no_sales",), ("period_incomplete",)}
    assert four_weeks.query("select is_current_period_complete from marts.fct_comparison_coverage_weekly "
                            "where iso_week = '2026-W46' and comparison_code = 'week_before'") == [(True,)]  # fmt: skip


def test_the_published_edition_opens_alone_and_whole(four_weeks):
    relations = four_weeks.query(
        "select schema_name || '.' || view_name from duckdb_views() where not internal "
        "union all select schema_name || '.' || table_name from duckdb_tables()"
    )
    assert len(relations) > 30
    for (relation,) in relations:
        four_weeks.query(f"select count(*) from {relation}")


def test_every_published_relation_and_column_says_what_it_is(four_weeks):
    silent = four_weeks.query(
        "select schema_name, table_name, column_name from duckdb_columns() "
        "where schema_name in ('marts', 'reports') and comment is null "
        "union all select schema_name, table_name, '' from duckdb_tables() "
        "where schema_name in ('marts', 'reports') and comment is null "
        "union all select schema_name, view_name, '' from duckdb_views() "
        "where schema_name in ('marts', 'reports') and comment is null"
    )
    assert silent == []
    assert four_weeks.query(
        "select comment from duckdb_columns() where table_name = 'dim_iso_weeks' and column_name = 'first_date'"
    ) == [("Monday of the week.",)]


def test_a_week_that_is_none_is_said_before_anything_runs(four_weeks):
    with pytest.raises(LundiError, match="no ISO week"):
        run_monday(four_weeks.settings, iso_week="foo", now=MONDAY)


def test_a_week_that_the_calendar_does_not_know_is_refused(four_weeks):
    with pytest.raises(LundiError, match="outside the calendar"):
        write_report(four_weeks.settings, "1999-W10", "fr")


def test_the_english_edition_says_the_same_figures(four_weeks):
    french, english = four_weeks.result.report, report_of(four_weeks, "2026-W46", "en")
    assert [t.current_value for t in french.tiles] == [t.current_value for t in english.tiles]
    assert [t.metric_name for t in english.tiles][:2] == ["Sales incl. tax", "Tickets"]


@pytest.mark.parametrize("iso_week", ["2025-W46", "2026-W30", "2026-W45", "2026-W46", "2026-W47"])
def test_tile_table_workbook_page_and_print_agree_in_every_edition(four_weeks, iso_week):
    editions, artefacts = write_report(four_weeks.settings, iso_week, "fr")  # it raises where a figure differs
    assert editions[0].edition.edition_code == "company"
    assert {a.edition_code for a in artefacts} == {data.edition.edition_code for data in editions}


def test_a_second_run_changes_nothing(four_weeks):
    marts = "select * from marts.fct_store_sales_weekly order by all"
    before = fingerprints(four_weeks), four_weeks.query(marts)
    again = Run(four_weeks.settings, run_monday(four_weeks.settings, now=MONDAY))
    assert not any(a.is_changed for a in again.result.artefacts)
    assert (fingerprints(again), again.query(marts)) == before
    assert {o.status for o in again.result.ingest.outcomes} == {"unchanged"}


# --- customers -----------------------------------------------------------------------------------------------------


def test_records_of_several_applications_are_printed_as_the_people_that_they_are(four_weeks):
    found = four_weeks.result.report.customers
    assert (found.record_count, found.customer_count, found.shared_customer_count) == (5, 2, 1)
    assert (found.inside_duplicate_count, found.across_duplicate_count, found.review_count) == (1, 2, 0)
    assert [(s.source_system, s.record_count, s.customer_count) for s in found.sources] == [
        ("loyalty", 2, 2), ("ecommerce", 2, 1), ("drive", 1, 1),
    ]  # fmt: skip
    assert {o.source_systems: o.customer_count for o in found.overlaps} == {
        ("loyalty",): 1, ("loyalty", "ecommerce", "drive"): 1,
    }  # fmt: skip
    # each two of Marie's four records have her name and birth date
    assert {c.case_code: c.outcome_count for c in found.cases if c.outcome_count} == {"C03": 6}
    assert [(e.event_type, e.count) for e in found.events if e.count or e.week_before_count] == [("created", 2)]


def test_the_customers_stand_on_a_page_of_the_company_and_of_nobody_else(four_weeks):
    pages = {a.path: a.edition_code for a in four_weeks.result.artefacts if a.kind == "pdf"}
    assert {code for path, code in pages.items() if "RÉFÉRENTIEL CLIENT" in pdf_text(path)} == {"company"}
    assert "Durand" not in "".join(pdf_text(path) for path in pages)


def test_a_retailer_that_delivered_no_customer_has_no_page_of_them(one_store):
    assert one_store.result.report.customers is None
    assert "RÉFÉRENTIEL CLIENT" not in pdf_text(one_store.artefact("pdf"))


# --- what the Monday before cost -----------------------------------------------------------------------------------


def test_the_marts_price_the_recorded_seconds_as_on_paper(four_weeks):
    # LUNDI_LOAD, X-Small at 1.35 credits an hour: 12 s and 60 s of wait, 0.027 credits
    # LUNDI, Large at 10.8: 135 + 1 s and 60 s of wait, 0.588; LUNDI_REPORT, 1.35: 39 + 5 s and 300 s of wait, 0.129
    assert four_weeks.query(
        "select warehouse_code, busy_seconds, billed_seconds, credits, compute_cost_eur_excl_tax, is_estimated "
        "from marts.fct_warehouse_uses where run_id = 'W45' order by warehouse_code"
    ) == [
        ("LUNDI", 136, 196, D("0.588"), D("2.1168"), True),
        ("LUNDI_LOAD", 12, 72, D("0.027"), D("0.0972"), True),
        ("LUNDI_REPORT", 44, 344, D("0.129"), D("0.4644"), True),
    ]  # fmt: skip
    assert four_weeks.query(
        "select compute_seconds, credits, compute_cost_eur_excl_tax, build_cost_eur_excl_tax, "
        "publish_cost_eur_excl_tax, report_cost_eur_excl_tax from marts.fct_run_costs where run_id = 'W45'"
    ) == [(192, D("0.744"), D("2.6784"), D("2.101235"), D("0.015565"), D("0.411627"))]
    # the build's 2.101235 by the seconds of its nodes, 90 to 45
    assert four_weeks.query(
        "select node_id, compute_cost_eur_excl_tax from marts.fct_model_costs where run_id = 'W45' order by node_id"
    ) == [("model.lundi.a", D("1.400824")), ("model.lundi.b", D("0.700412"))]
    # six editions; the failure before it and the second print after it do not count
    assert four_weeks.query("select * from marts.fct_report_costs") == [
        ("2026-W45", date(2026, 11, 2), "W45", 6, 192, D("0.744"), D("2.6784"), D("0.4464"), True)
    ]


def test_every_artefact_prints_what_the_monday_before_cost(four_weeks):
    line = "Coût du lundi (2026-S45) : 2,68 € HT pour 3 min 12 s de calcul (estimé)"
    assert line in " ".join(pdf_text(four_weeks.artefact("pdf")).replace("\u00a0", " ").split())
    for kind in ("html", "eml"):
        content = four_weeks.artefact(kind).read_bytes()
        if kind == "eml":
            content = (
                email.message_from_bytes(content, policy=email.policy.default)
                .get_body(("html",))
                .get_content()
                .encode()
            )
        assert line in content.decode().replace("\u00a0", " ")
    sheet = openpyxl.load_workbook(four_weeks.artefact("xlsx"))["Synthèse"]
    assert ["Coût du lundi (2026-S45)", 2.68] in [[row[0].value, row[1].value] for row in sheet.iter_rows()]


def test_a_week_before_any_measured_monday_says_so(four_weeks):
    cost = report_of(four_weeks, "2026-W45").monday_cost
    assert (cost.amount, cost.iso_week, cost.reason_code) == (None, None, "first_measured_monday")


def test_a_monday_is_recorded_with_its_steps_and_nodes(four_weeks):
    with open_state(four_weeks.settings.state_database, read_only=True) as connection:
        run_id, outcome = connection.execute(
            "select run_id, outcome from state.runs where iso_week = '2026-W46' order by started_at limit 1"
        ).fetchone()
        steps = dict(
            connection.execute("select step, seconds from state.run_steps where run_id = ?", [run_id]).fetchall()
        )
        nodes = connection.execute(
            "select count(*), count(started_at), min(seconds) >= 0, count(folder) > 100 from state.run_nodes "
            "where run_id = ?",
            [run_id],
        ).fetchone()
    assert outcome == "succeeded"
    assert steps == four_weeks.result.seconds
    count = len(four_weeks.result.build.nodes)
    assert nodes == (count, count, True, True)


# --- one store, then spoiled deliveries beside it ------------------------------------------------------------------


@pytest.fixture(scope="module")
def one_store(tmp_path_factory):
    """One store, nothing to compare with, four spoiled deliveries, bad rows, an unknown store, a Z a cent off."""
    settings = settings_in(tmp_path_factory.mktemp("one_store"))
    zone = LandingZone(settings.landing)
    write_one_store(zone)
    write_spoiled(zone)
    sound, spoiled = line("T2", 1, "0001", "1", "2.50", "2.50"), line("T2", 2, "0001", "1", "2.50", "2,50")
    nowhere = line("T3", 1, "0001", "1", "4.00", "4.00")
    unlisted = ticket("T4", "S1", "2026-11-13", "6.20", status="refund")
    headers = [ticket("T2", "S1", "2026-11-13", "2.50"), ticket("T3", "S9", "2026-11-13", "4.00"), unlisted]
    zone.deliver("pos/tickets", headers, "20261113T050000Z-005")
    announced = {"control_totals": {"amount_eur_incl_tax": "9.00"}}
    lines = [sound, spoiled, nowhere]
    zone.deliver("pos/ticket_lines", lines, "20261113T050000Z-005", tamper_manifest=lambda m: {**m, **announced})
    # The 11th agrees to the cent, the 13th is a cent off and carried by the delivery whose total differs.
    z_report = {"store_id": "S1", "till_id": "1", "business_date": "2026-11-11", "ticket_count": 1,
                "total_eur_incl_tax": "5.00"}  # fmt: skip
    a_cent_off = {**z_report, "business_date": "2026-11-13", "total_eur_incl_tax": "2.51"}
    zone.deliver("pos/z_reports", [z_report, a_cent_off], "20261114T050000Z-001")
    return Run(settings, run_monday(settings, now=MONDAY))


def test_spoiled_deliveries_stop_nobody_and_are_said_with_file_row_and_rule(one_store):
    assert one_store.result.exit_code == ExitCode.INCOMPLETE
    missing = "\n".join(one_store.result.missing)
    for said in (
        "20261113T050000Z-001: tickets.csv, row 2: the last line has no end: the file was cut off [truncated]",
        "20261113T050000Z-002: tickets.csv: the bytes are not those that were sent",
        "20261113T050000Z-003: tickets.csv, column store_id: mandatory column store_id is not there; "
        "not in the contract: magasin [column_missing]",
        "20261113T050000Z-004: tickets.csv, row 1: byte 0xe9 is no UTF-8",
        "kept aside: pos/ticket_lines/20261113T050000Z-005: ticket_lines.csv, row 2, column amount_eur_incl_tax "
        "[not_a_number]",
        "flagged: pos/ticket_lines/20261113T050000Z-005: amount_eur_incl_tax: the rows and what was announced differ "
        "by -2.50 [control_total_agrees]",
    ):
        assert said in missing


def test_the_report_says_what_it_lacks(one_store):
    text = " ".join(pdf_text(one_store.artefact("pdf")).split())
    assert "4 livraisons sont refusées" in text
    assert "2 lignes livrées sont mises de côté" in text
    assert "Un ticket ou une commande de la semaine est illisible et en quarantaine : 6,20 € lisibles" in text
    assert "Une livraison s’écarte de son contrat" in text
    assert "Un ticket de 4,00" in text


def test_a_ticket_of_an_unknown_store_stops_nobody_and_is_in_no_figure(one_store):
    assert one_store.query(
        "select transaction_id, store_id, set_aside_reason_code from audit.fct_set_aside_tickets"
    ) == [("T3", "S9", "store_unknown")]
    assert any("assert_no_ticket_is_set_aside" in sentence for sentence in one_store.result.missing)
    assert one_store.query("select distinct store_id from marts.fct_sales_lines") == [("S1",)]


def test_a_store_day_is_complete_incomplete_or_missing_and_says_why(one_store):
    assert one_store.query(
        "select day(business_date), store_day_status, incomplete_reason_code, affected_eur_incl_tax "
        "from marts.fct_store_days where channel_code = 'store' and iso_week = '2026-W46' order by 1"
    ) == [
        (11, "complete", None, None), (12, "missing", None, None), (13, "incomplete", "rows_kept_aside", D("6.20")),
        (14, "missing", None, None), (15, "missing", None, None),
    ]  # fmt: skip
    assert one_store.query(
        "select fault_code, affected_eur_incl_tax, is_open from marts.fct_store_day_faults where store_id = 'S1' "
        "order by fault_priority"
    ) == [
        ("rows_kept_aside", D("6.20"), True), ("z_differs", D("0.01"), True),
        ("control_total_differs", D("2.50"), True),
    ]  # fmt: skip
    text = " ".join(pdf_text(one_store.artefact("pdf")).split())
    assert "Un jour-magasin est incomplet, 6,20" in text
    assert "Lignes mises de côté" in text


def test_what_is_kept_aside_is_known_by_its_reason_and_worth_and_by_nothing_else(one_store):
    assert one_store.query(
        "select entity_name, reason_code, open_row_count, affected_eur_incl_tax, resolution_status "
        "from audit.fct_kept_aside_groups order by 1"
    ) == [
        ("ticket_lines", "not_a_number", 1, D("0.00"), "open"), ("tickets", "value_unknown", 1, D("6.20"), "open"),
    ]  # fmt: skip
    assert one_store.query(
        "select entity_name, delivered_row_count, kept_aside_row_count, staged_row_count, difference_row_count "
        "from audit.fct_row_balance where source_name = 'pos' and delivered_row_count > 0 order by 1"
    ) == [("ticket_lines", 4, 1, 3, 0), ("tickets", 4, 1, 3, 0), ("z_reports", 2, 0, 2, 0)]


def test_nothing_that_was_delivered_is_lost(one_store):
    delivered = 0
    for manifest in one_store.settings.landing.glob("pos/*/*/manifest.json"):
        refused = manifest.parent.name in SPOILED
        files = manifest.parent.glob("*.csv")
        delivered += 0 if refused else sum(len(f.read_text(encoding="utf-8").splitlines()) - 1 for f in files)
    with duckdb.connect() as connection:
        connection.execute(f"attach '{one_store.settings.raw_database}' as lundi_raw (read_only)")
        kept = connection.execute(
            "select (select count(*) from lundi_raw.raw.pos_tickets) "
            "+ (select count(*) from lundi_raw.raw.pos_ticket_lines) "
            "+ (select count(*) from lundi_raw.raw.pos_z_reports), "
            "(select count(*) from lundi_raw.quarantine.delivered_rows)"
        ).fetchone()
    assert (delivered, kept[1]) == (sum(kept), 2)
    assert one_store.query("select count(*) from audit.fct_deliveries where has_open_refusal") == [(4,)]


def test_one_store_without_a_past_is_reported_with_its_reasons(one_store):
    report = one_store.result.report
    assert report.evolution_of("sales_eur_incl_tax", "prior_year").current_value == D("7.50")
    assert {e.reason_code for tile in report.tiles for e in tile.evolutions} == {"no_compared_sales"}
    assert (report.top_stores, report.flop_stores) == ((), ())
    assert "n.c." in pdf_text(one_store.artefact("pdf"))

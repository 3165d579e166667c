"""The report of the published baskets: its tables are its tiles, its ranking is the package's own."""

from decimal import Decimal

import openpyxl
import pypdfium2

D = Decimal


def printed(run) -> str:
    """The text of the company's PDF, on one line."""
    document = pypdfium2.PdfDocument(run.artefact("pdf"))
    try:
        return " ".join(" ".join(page.get_textpage().get_text_range() for page in document).split())
    finally:
        document.close()


def test_without_a_prior_year_the_report_says_so_in_words(complete_journey):
    report = complete_journey.result.report
    assert {e.reason_code for t in report.tiles for e in t.evolutions if e.comparison_code == "prior_year"} == {
        "no_compared_sales"
    }
    assert report.main_comparison_code == "week_before"
    assert "n.c., aucune vente dans la période comparée" in printed(complete_journey)


def test_stores_departments_days_and_weeks_give_the_tile(complete_journey):
    report = complete_journey.result.report
    tile = report.evolution_of("sales_eur_incl_tax", "prior_year").current_value
    assert sum(d.sales for d in report.departments) == tile
    assert sum(d.sales for d in report.days) == tile
    assert report.weeks[-1].sales == tile
    assert complete_journey.query(
        "select sum(current_sales_eur_incl_tax) from reports.rpt_monday_stores "
        "where iso_week = '2017-W40' and comparison_code = 'week_before'"
    ) == [(tile,)]
    assert complete_journey.query(
        "select sum(sales_eur_incl_tax) from marts.fct_channel_sales_weekly where iso_week = '2017-W40'"
    ) == [(tile,)]


def test_tile_table_and_workbook_are_one_figure(complete_journey):
    report = complete_journey.result.report
    workbook = openpyxl.load_workbook(complete_journey.artefact("xlsx"))
    cells = {
        D(str(cell.value)).quantize(D("0.01"))
        for row in workbook["Synthèse"].iter_rows()
        for cell in row
        if isinstance(cell.value, int | float) and not isinstance(cell.value, bool)
    }
    # The package has no cost, no target and no waste.
    stated = [tile for tile in report.tiles if tile.current_value is not None]
    assert len(stated) >= 6
    for tile in stated:
        assert tile.current_value.quantize(D("0.01")) in cells, tile.metric_code
    departments = [row for row in workbook["Rayons"].iter_rows(values_only=True)]
    for department in report.departments:
        assert any(department.department_name in row and float(department.sales) in row for row in departments), (
            department.department_name
        )


def test_the_ranking_is_the_package_s_own(complete_journey):
    differences = complete_journey.query(
        "select store_id, sum(case when iso_week = '2017-W40' then sales_eur_incl_tax else -sales_eur_incl_tax end) "
        "from marts.fct_sales_lines where iso_week in ('2017-W39', '2017-W40') group by store_id "
        "having sum(case when iso_week = '2017-W39' then sales_eur_incl_tax end) >= 500 "
        "and sum(case when iso_week = '2017-W40' then 1 end) > 0 order by 2 desc, 1"
    )
    report = complete_journey.result.report
    assert [(m.store_id, m.contribution) for m in report.top_stores] == differences[:5]
    assert [(m.store_id, m.contribution) for m in report.flop_stores] == sorted(
        differences, key=lambda d: (d[1], d[0])
    )[:5]

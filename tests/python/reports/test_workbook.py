"""The workbook: exact values, native charts, text that stays text."""

import io
import zipfile
from dataclasses import replace
from decimal import Decimal

import openpyxl
import pytest

from lundi.reports.view import build_view
from lundi.reports.workbook import render_workbook
from reports import factories

SHEETS = [
    "Synthèse", "Jours", "Semaines", "Canaux", "Rayons", "Régions", "Magasins", "Décomposition", "Objectifs", "Drive",
    "Manquants", "Définitions",
]  # fmt: skip
HEADER = 4
NAMES = ("vs N-1", "vs S-1", "Cumul")


def read(content: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(content))


def rows_of(sheet, header: int = HEADER) -> list[dict[str, object]]:
    names = [cell.value for cell in sheet[header]]
    table = []
    for row in sheet.iter_rows(min_row=header + 1, values_only=True):
        if row[1] is None:
            break
        table.append(dict(zip(names, row, strict=True)))
    return table


def same(cell: object, value: Decimal | int | None) -> bool:
    """Whether a cell holds exactly what the data says (a workbook stores sixteen digits)."""
    if value is None:
        return cell == "n.c."
    return cell == pytest.approx(float(value), rel=1e-15, abs=0)


def summary(book: openpyxl.Workbook) -> dict[str, dict[str, object]]:
    sheet = book["Synthèse"]
    header = next(cell.row for cell in sheet["A"] if cell.value == "Chiffre")
    return {str(row["Chiffre"]): row for row in rows_of(sheet, header)}


def test_it_has_a_sheet_for_each_table_of_its_edition(normal, region, store, empty):
    assert read(normal.files["xlsx"]).sheetnames == SHEETS
    assert read(empty.files["xlsx"]).sheetnames == SHEETS
    assert read(region.files["xlsx"]).sheetnames == [name for name in SHEETS if name != "Régions"]
    assert read(store.files["xlsx"]).sheetnames == [name for name in SHEETS if name not in ("Régions", "Magasins")]


def test_the_tiles_are_exact(rendered):
    table = summary(read(rendered.files["xlsx"]))
    assert list(table) == [tile.metric_name for tile in rendered.data.tiles]
    for tile in rendered.data.tiles:
        row = table[tile.metric_name]
        assert same(row["Semaine"], tile.current_value)
        for name, e in zip(NAMES, tile.evolutions, strict=True):
            assert same(row[f"{name}\u00a0: valeur comparée"], e.compared_value)
            assert same(row[f"{name}\u00a0: évolution"], e.evolution)


def test_a_single_missing_evolution_is_explained_beside_it():
    data = factories.normal_week()
    tile = data.tiles[0]
    missing = replace(tile.evolutions[1], evolution=None, reason_code="no_compared_sales")
    lonely = replace(tile, evolutions=(tile.evolutions[0], missing, tile.evolutions[2]))
    data = replace(data, tiles=(lonely, *data.tiles[1:])).with_hash()
    row = summary(read(render_workbook(data, build_view(data))))["Ventes TTC"]
    assert row["vs S-1\u00a0: évolution"] == "n.c."
    assert row["Remarque"] == "vs S-1\u00a0: aucune vente dans la période comparée"


def test_the_days_are_exact(rendered):
    table = rows_of(read(rendered.files["xlsx"])["Jours"])
    assert len(table) == len(rendered.data.days) or rendered.data.days == ()
    for row, day in zip(table, rendered.data.days, strict=False):
        assert row["Date"].date() == day.business_date
        assert same(row["Ventes TTC"], day.sales)
        assert same(row["Tickets"], day.ticket_count)
        assert same(row["vs S-1\u00a0: évolution"], day.evolutions[1].evolution)


def test_the_weeks_are_exact(rendered):
    table = rows_of(read(rendered.files["xlsx"])["Semaines"])
    for row, point in zip(table, rendered.data.weeks, strict=False):
        assert row["Premier jour"].date() == point.first_date
        assert same(row["Ventes TTC"], point.sales)
        assert same(row["Ventes TTC N-1"], point.prior_year_sales)
        assert row["Semaine partielle"] == ("oui" if point.is_partial else "non")


def test_all_departments_are_there_and_add_up_to_the_tile(normal):
    table = rows_of(read(normal.files["xlsx"])["Rayons"])
    by_code = {row["Code"]: row for row in table}
    assert len(by_code) == len(normal.data.departments) == 28
    for department in normal.data.departments:
        row = by_code[department.department_code]
        assert row["Rayon"] == department.department_name
        assert same(row["Ventes TTC"], department.sales)
        assert same(row["Part"], department.sales_share)
        assert same(row["vs N-1\u00a0: évolution"], department.evolutions[0].evolution)
    total = sum(Decimal(str(row["Ventes TTC"])) for row in table)
    assert total == normal.data.tiles[0].current_value


def test_the_stores_are_exact_and_say_why_one_is_not_comparable(normal):
    table = {row["Identifiant"]: row for row in rows_of(read(normal.files["xlsx"])["Magasins"])}
    assert list(table) == [s.store_id for s in sorted(normal.data.stores, key=lambda s: -s.contribution)]
    for store in normal.data.stores:
        row = table[store.store_id]
        assert same(row["Écart"], store.contribution)
        assert same(row["vs N-1\u00a0: valeur comparée"], store.evolutions[0].compared_value)
        assert row["Comparable"] == ("oui" if store.is_comparable else "non")
        assert row["Raison"] == store.comparability_reason


def test_the_channels_are_exact_and_add_up_to_the_tile(normal):
    table = rows_of(read(normal.files["xlsx"])["Canaux"])
    assert [row["Canal"] for row in table] == ["Magasin", "Drive", "Livraison"]
    assert sum(Decimal(str(row["Ventes TTC"])) for row in table) == normal.data.tiles[0].current_value
    assert table[2]["Taux de marge"] == "n.c."


def test_the_effects_add_up_to_the_difference_in_the_workbook_too(normal):
    table = rows_of(read(normal.files["xlsx"])["Décomposition"])
    *effects, total = [Decimal(str(row["Montant"])) for row in table]
    assert sum(effects) == total == normal.data.split.change


def test_the_targets_are_exact(normal):
    table = rows_of(read(normal.files["xlsx"])["Objectifs"])
    assert [row["Canal"] for row in table] == ["Magasin", "Drive", "Total"]
    whole = normal.data.targets[0]
    assert same(table[2]["Objectif"], whole.target)
    assert same(table[2]["Année atteinte"], whole.year_progress)
    assert (table[1]["Atteint"], table[1]["Remarque"]) == (
        "n.c.",
        "un terme de ce chiffre n’est pas connu (taux, coût ou objectif)",
    )


def test_what_the_drive_and_the_calendar_lack_is_there(normal):
    book = read(normal.files["xlsx"])
    assert [row[2].value for row in book["Drive"].iter_rows(min_row=7, max_row=10)] == [0.951, 0.038, 0.018, "n.c."]
    assert [row["Jour"].day for row in rows_of(book["Manquants"])] == [7, 8]


def test_empty_tables_say_so_on_their_sheets(empty):
    book = read(empty.files["xlsx"])
    for name in SHEETS[1:11]:
        assert any(cell.value for row in book[name].iter_rows(min_row=HEADER + 1) for cell in row), name


def test_it_has_native_charts_with_alternative_text(normal, empty):
    book = read(normal.files["xlsx"])
    assert [len(book[name]._charts) for name in SHEETS] == [0, 1, 1, 1, 1, 1, 0, 1, 1, 0, 0, 0]
    with zipfile.ZipFile(io.BytesIO(normal.files["xlsx"])) as archive:
        drawings = [archive.read(name).decode() for name in archive.namelist() if "drawings/drawing" in name]
    described = [drawing for drawing in drawings if 'descr="Graphique' in drawing]
    assert len(described) == 7
    assert sum(len(read(empty.files["xlsx"])[name]._charts) for name in SHEETS) == 0


def test_it_holds_values_and_no_formula(rendered):
    for sheet in read(rendered.files["xlsx"]).worksheets:
        assert not [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]


@pytest.mark.parametrize("text", ["=1+1", "+33 1 23", "-5", "@SUM(A1)", "http://x.invalid"])
def test_text_that_looks_like_a_formula_stays_text(text):
    data = factories.normal_week()
    named = replace(data.departments[0], department_name=text)
    data = replace(data, departments=(named, *data.departments[1:])).with_hash()
    cell = read(render_workbook(data, build_view(data)))["Rayons"].cell(HEADER + 1, 2)
    assert (cell.value, cell.data_type, cell.hyperlink) == (text, "s", None)


def test_the_first_sheet_tells_dates_and_hash(rendered):
    cells = [cell.value for row in read(rendered.files["xlsx"])["Synthèse"].iter_rows() for cell in row]
    assert rendered.data.data_hash in cells
    assert rendered.view.dates in cells
    assert all(fact.text in cells for fact in rendered.view.facts)


def test_sheets_are_ready_to_print_and_headers_stay_in_sight(normal):
    book = read(normal.files["xlsx"])
    for sheet in book.worksheets:
        assert sheet.page_setup.paperSize == 9
        assert sheet.freeze_panes
    assert book["Rayons"].freeze_panes == "B5"
    assert book.properties.created.isoformat() == "2017-10-09T00:00:00"


def test_evolutions_are_told_by_mark_and_sign_in_the_french_way(normal):
    assert read(normal.files["xlsx"])["Rayons"]["I5"].number_format == '"▲ +"0.0 %;"▼ −"0.0 %;"= "0.0 %'


def test_amounts_are_shown_in_their_currency(dollar, normal):
    assert read(dollar.files["xlsx"])["Rayons"]["C5"].number_format == '#,##0.00 "$US"'
    assert read(normal.files["xlsx"])["Rayons"]["C5"].number_format == '#,##0.00 "€"'

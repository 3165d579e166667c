"""The page in a browser: its sums, its keys, its address, how fast it opens, and whether everybody can use it."""

import shutil
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import duckdb
import pytest

from explorer.conftest import FIRST_MONDAY, write_marts
from lundi.explorer.data import load_explorer_data
from lundi.explorer.page import render_explorer

playwright = pytest.importorskip("playwright.sync_api", reason="not run: playwright is not installed")
axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="not run: axe is not installed")
CHROMIUM = shutil.which("chromium")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="not run: no chromium here")

PHONE = {"width": 390, "height": 844}
SERIOUS = {"serious", "critical"}


@pytest.fixture(scope="module")
def browser() -> Iterator["playwright.Browser"]:
    with playwright.sync_playwright() as started:
        chromium = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def address(marts: Path) -> str:
    return written(marts)


def written(marts: Path) -> str:
    """Where the page of these marts lies."""
    with duckdb.connect(str(marts), read_only=True) as connection:
        page = render_explorer(load_explorer_data(connection, "2026-W47"))
    path = marts.with_name("explorer.html")
    path.write_bytes(page)
    return path.as_uri()


@pytest.fixture
def opened(browser, address):
    """The page, open; whatever it asks of the network, or says is wrong, fails the test."""
    context = browser.new_context(offline=True, accept_downloads=True)
    page = context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
    page.on("request", lambda request: wrong.append(request.url) if request.url.startswith("http") else None)
    go(page, address)
    yield page
    context.close()
    assert wrong == []


def go(page, address: str) -> None:
    page.goto("about:blank")
    page.goto(address)
    page.wait_for_selector("html[data-ready=yes]")


def tile(page, metric: str) -> float:
    return float(page.get_attribute(f".tile[data-metric={metric}]", "data-value") or "nan")


def from_marts(marts: Path, query: str) -> float:
    with duckdb.connect(str(marts), read_only=True) as connection:
        return float(connection.execute(query).fetchone()[0])


SALES = "select sum(sales_eur_incl_tax) from marts.fct_store_sales_weekly where iso_week = '2026-W47'"
OF_DEPARTMENT = "select sum({}) from marts.fct_store_department_sales_weekly where iso_week = '2026-W47' and {}"


@pytest.mark.parametrize(
    ("chosen", "query"),
    [
        ("", SALES),
        ("#store=S002", f"{SALES} and store_id = 'S002'"),
        ("#region=11", f"{SALES} and store_id in ('S000', 'S002')"),
        (
            "#channel=drive&region=84",
            f"select coalesce(sum(sales), 'nan'::double) from ({SALES} and false) as s (sales)",
        ),
        ("#department=01", OF_DEPARTMENT.format("sales_eur_incl_tax", "department_code = '01'")),
        ("#week=2026-W10&channel=drive", f"{SALES.replace('2026-W47', '2026-W10')} and channel_code = 'drive'"),
        ("#comparable=1", f"{SALES} and store_id <> 'S002'"),
    ],
)
def test_the_tile_says_what_the_mart_says(opened, address, marts, chosen, query):
    go(opened, address + chosen)
    found, expected = tile(opened, "sales_eur_incl_tax"), from_marts(marts, query)
    assert (found == expected) or (found != found and expected != expected)


def test_the_lines_add_up_to_the_tile_in_every_cut(opened, address):
    for by in ("region", "store", "department", "channel"):
        go(opened, f"{address}#by={by}")
        amounts = opened.eval_on_selector_all(
            "#table tbody tr:not(.total) td[data-value]", "cells => cells.map(cell => Number(cell.dataset.value))"
        )
        assert sum(amounts) == pytest.approx(tile(opened, "sales_eur_incl_tax"), abs=0.001), by
        assert len(amounts) == {"region": 2, "store": 3, "department": 2, "channel": 2}[by]


def test_tickets_of_one_department_are_those_that_hold_it(opened, address, marts):
    go(opened, f"{address}#department=01")
    assert tile(opened, "ticket_count") == from_marts(
        marts, OF_DEPARTMENT.format("containing_ticket_count", "department_code = '01'")
    )
    assert opened.inner_text(".tile[data-metric=average_basket_eur_incl_tax] strong") == "n.c."
    assert opened.inner_text(".tile[data-metric=ticket_count] b") == "Débits avec ce rayon"


def test_a_change_is_against_the_week_a_year_before(opened, address, marts):
    go(opened, f"{address}#store=S001")
    now, then = (
        from_marts(marts, f"{SALES.replace('2026-W47', week)} and store_id = 'S001'")
        for week in ("2026-W47", "2025-W47")
    )
    text = opened.inner_text(".tile[data-metric=sales_eur_incl_tax] span")
    assert text == f"▲ +{(now / then - 1) * 100:.1f}\u202f%".replace(".", ",")
    go(opened, f"{address}#week=2026-W45")
    assert opened.inner_text(".tile[data-metric=sales_eur_incl_tax] span") == "n.c."
    assert "sans semaine comparée" in opened.inner_text("#dates")


def test_a_final_week_is_revenue_and_a_provisional_one_is_a_state_of_sales(opened, address):
    assert opened.inner_text("#status") == "État des ventes"
    go(opened, f"{address}#week=2026-W40")
    assert opened.inner_text("#status") == "Chiffre d’affaires"


def test_by_keyboard_from_a_tile_to_the_weeks_of_a_store_s_department(opened):
    opened.focus(".tile[data-metric=margin_rate]")
    opened.keyboard.press("Enter")
    assert opened.evaluate("document.activeElement.dataset.metric") == "margin_rate", "it stays where it was"
    assert opened.get_attribute(".tile[data-metric=margin_rate]", "aria-pressed") == "true"
    for expected in ("par magasin", "par rayon", "par semaine"):
        opened.focus("#table tbody th button")
        opened.keyboard.press("Enter")
        assert expected in opened.inner_text("#table-name")
    assert opened.evaluate("location.hash").count("=") == 5, "metric, by, region, store and department"
    assert opened.locator("#table tbody tr").count() == 54
    opened.focus("button[type=reset]")
    opened.keyboard.press("Space")
    assert opened.evaluate("location.hash") in ("", "#")


def test_a_column_is_sorted_by_its_head_and_says_so(opened, address):
    go(opened, f"{address}#by=store")
    names = "#table tbody tr:not(.total) th"
    before = opened.locator(names).all_inner_texts()
    opened.focus("#table thead th:nth-child(2) button")
    opened.keyboard.press("Enter")
    assert opened.locator(names).all_inner_texts() == before[::-1]
    assert opened.get_attribute("#table thead th:nth-child(2)", "aria-sort") == "ascending"


def test_a_view_can_be_sent_to_somebody(opened, address):
    go(opened, f"{address}#by=store&lang=en&metric=ticket_count&store=S002&week=2026-W46")
    assert opened.input_value("#store") == "2"
    assert opened.inner_text("h1") == "Explore sales"
    assert opened.evaluate("document.documentElement.lang") == "en"
    go(opened, f"{address}#store=nobody&metric=none&by=me&lang=xx")
    assert tile(opened, "sales_eur_incl_tax") > 0, "what it does not know it leaves alone"


def test_the_table_is_downloaded_as_french_excel_reads_it(opened, address):
    go(opened, f"{address}#by=region")
    with opened.expect_download() as awaited:
        opened.click("#download")
    text = Path(awaited.value.path()).read_bytes().decode("utf-8-sig")
    lines = text.splitlines()
    assert lines[0].startswith("Région;")
    assert len(lines) == 3
    assert all(line.split(";")[1].count(",") == 1 for line in lines[1:])


@pytest.mark.parametrize("chosen", ["", "#by=week&store=S001&lang=en"])
def test_nothing_serious_keeps_anybody_out(opened, address, chosen):
    for size in ({"width": 1280, "height": 900}, PHONE):
        opened.set_viewport_size(size)
        go(opened, address + chosen)
        opened.click("details summary")
        found = [
            f"{violation['id']}: {violation['nodes'][0]['html']}"
            for violation in axe.Axe().run(opened).response["violations"]
            if violation["impact"] in SERIOUS
        ]
        assert found == []


def test_a_phone_is_wide_enough(opened, address):
    opened.set_viewport_size(PHONE)
    go(opened, f"{address}#by=department")
    assert opened.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    sizes = opened.eval_on_selector_all(
        "form select, form button, .tile, .dimension", "all => all.map(one => one.getBoundingClientRect().height)"
    )
    assert min(sizes) >= 40, "a finger finds it"


def test_two_years_of_sixty_stores_open(browser, tmp_path):
    marts = write_marts(tmp_path / "lundi.duckdb", stores=60, departments=21, weeks=104)
    last = (date.fromisoformat(FIRST_MONDAY) + timedelta(weeks=103)).strftime("%G-W%V")
    with duckdb.connect(str(marts)) as connection:
        data = load_explorer_data(connection, last)
    assert (len(data.weeks), len(data.stores), data.department_facts.row_count) == (104, 60, 104 * 119 * 21)
    path = tmp_path / "explorer.html"
    path.write_bytes(render_explorer(data))
    page = browser.new_page()
    go(page, path.as_uri())
    expected = from_marts(marts, SALES.replace("2026-W47", last))
    assert tile(page, "sales_eur_incl_tax") == pytest.approx(expected, abs=0.001)
    # How fast it opens is no test: `lundi bench explorer` measures it.
    assert int(page.get_attribute("html", "data-milliseconds") or 0) > 0
    page.close()

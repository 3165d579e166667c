"""The last look before anything leaves can say no."""

from dataclasses import replace
from decimal import Decimal

import pytest

from lundi.checks import CHECKS, check_artefacts, check_customers, check_editions, check_totals
from lundi.errors import LundiError
from lundi.reports.dataset import CustomerEvent, CustomerOverlap, MatchCase
from lundi.reports.render import render_all, render_editions
from lundi.reports.view import build_view
from reports import factories
from reports.status_sample import provisional_week

EDITIONS = (factories.customers_week, factories.region_week, factories.store_week)


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """Three editions and their files."""
    editions = [make() for make in EDITIONS]
    return editions, render_editions(editions, tmp_path_factory.mktemp("editions"))


def test_what_was_rendered_passes(written):
    check_editions(*written)


def test_an_empty_week_passes(tmp_path):
    data = factories.empty_week()
    check_artefacts(data, render_all(data, tmp_path))


def test_an_artefact_that_does_not_print_a_figure_is_caught(tmp_path):
    data = factories.normal_week()
    artefacts = render_all(data, tmp_path)
    page = next(a for a in artefacts if a.kind == "html")
    page.path.write_text("<html></html>", encoding="utf-8")
    with pytest.raises(LundiError, match="does not print"):
        check_artefacts(data, [page])


@pytest.mark.parametrize("kind", ["pdf", "xlsx", "html", "eml"])
def test_a_figure_that_differs_by_a_cent_is_caught_in_every_artefact(written, kind):
    data = written[0][0]
    first, second, *others = data.tiles
    # Headlines are printed in whole euros; the workbook and the page carry the cents.
    step = first.current_value / 1000 if kind in ("pdf", "eml") else type(first.current_value)("0.01")
    other = replace(data, tiles=(replace(first, current_value=first.current_value + step), second, *others))
    artefacts = [a for a in written[1] if a.kind == kind and a.edition_code == "company"]
    with pytest.raises(LundiError):
        check_artefacts(replace(other, days=(), channels=(), departments=(), regions=(), weeks=()), artefacts)


@pytest.mark.parametrize("kind", ["pdf", "html"])
def test_a_change_of_a_published_figure_that_differs_by_a_cent_is_caught(tmp_path, kind):
    data = provisional_week()
    path = next(a.path for a in render_all(data, tmp_path) if a.kind == kind)
    CHECKS[kind](path, data, build_view(data))
    (change,) = data.sales_status.changes
    other = replace(change, late_delivery=change.late_delivery + Decimal("0.01"))
    status = replace(data.sales_status, changes=(other,))
    with pytest.raises(LundiError, match=r"does not print \+9,01"):
        CHECKS[kind](path, data, build_view(replace(data, sales_status=status)))


@pytest.mark.parametrize("kind", ["pdf", "xlsx", "html", "eml"])
@pytest.mark.parametrize("amount", ["0.43", None])
def test_a_cost_that_differs_by_a_cent_is_caught_in_every_artefact(written, kind, amount):
    data = replace(written[0][0], monday_cost=factories.monday_cost(amount=amount))
    artefacts = [a for a in written[1] if a.kind == kind and a.edition_code == "company"]
    with pytest.raises(LundiError, match=r"Coût du lundi|0,43|mesuré"):
        check_artefacts(data, artefacts)


@pytest.mark.parametrize("table", ["days", "channels", "departments", "regions"])
def test_a_table_that_does_not_add_up_to_the_tile_is_caught(table):
    data = factories.normal_week()
    check_totals(data)
    with pytest.raises(LundiError, match=f"the {table} add up to"):
        check_totals(replace(data, **{table: getattr(data, table)[1:]}))


@pytest.mark.parametrize("kind", ["pdf", "xlsx", "html"])
@pytest.mark.parametrize(
    "change",
    [
        {"record_count": 87_654},
        {"events": (CustomerEvent("created", 87_654, 0),)},
        {"overlaps": (CustomerOverlap(("loyalty",), 87_654, None),)},
        {"cases": (MatchCase("C03", "Règle C03", "merge", 87_654, 5, None, None),)},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_figure_of_the_customers_that_differs_is_caught_in_every_artefact(written, kind, change):
    data = written[0][0]
    other = replace(data, customers=replace(data.customers, **change))
    artefact = next(a for a in written[1] if a.kind == kind and a.edition_code == "company")
    with pytest.raises(LundiError, match=r"87.?654"):
        CHECKS[kind](artefact.path, other, build_view(other))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"record_count": 21}, "customers and duplicates"),
        ({"sources": ()}, "applications"),
        ({"overlaps": ()}, "combinations"),
        ({"review_count": 3}, "cases"),
    ],
)
def test_customers_that_do_not_add_up_are_caught(change, said):
    data = factories.customers_week()
    check_customers(data)
    with pytest.raises(LundiError, match=f"the {said} add up to"):
        check_customers(replace(data, customers=replace(data.customers, **change)))


@pytest.mark.parametrize("kind", ["pdf", "xlsx", "html", "eml"])
def test_a_person_s_address_is_caught_in_every_artefact(tmp_path, kind):
    data = factories.normal_week()
    named = replace(data, notices=("Appeler jean.dupont@exemple.fr",))
    artefacts = [artefact for artefact in render_all(named, tmp_path) if artefact.kind == kind]
    with pytest.raises(LundiError, match="holds an e-mail address"):
        check_artefacts(named, artefacts)


def test_a_store_on_two_pages_is_caught(written):
    region = written[0][1]
    pdf = next(a for a in written[1] if a.kind == "pdf" and a.edition_code == region.edition.edition_code)
    as_store = replace(region, edition=replace(region.edition, edition_type="store", store_id="M1"))
    with pytest.raises(LundiError):
        check_artefacts(as_store, [pdf])


def test_a_link_that_leads_nowhere_is_caught(written, tmp_path):
    editions, artefacts = written
    index = next(a for a in artefacts if a.kind == "index")
    moved = tmp_path / "index.html"
    moved.write_bytes(index.path.read_bytes())
    with pytest.raises(LundiError, match="leads to"):
        check_editions(editions, [replace(index, path=moved)])

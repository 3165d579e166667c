"""A degraded edition says on its face what is not there, in every form that it is printed in."""

from dataclasses import replace
from datetime import datetime

import pytest

from lundi.checks import check_artefacts
from lundi.errors import LundiError
from lundi.reports.builder import build_report
from lundi.reports.context import Context
from lundi.reports.notices import banner
from lundi.reports.render import Artefact, render_editions
from reports import factories
from reports.published import Published, publish
from reports.samples import rendered_sample


def _banner(data):
    return banner(Context.of(data))


def test_a_whole_edition_has_no_banner():
    data = replace(factories.normal_week(), missing_store_days=())
    assert not data.is_degraded
    assert _banner(data) == ()


def test_the_banner_names_what_had_not_come_and_by_when_it_was_expected():
    title, late, *_, page = _banner(factories.degraded_week())
    assert title == "Édition dégradée"
    assert "commandes du drive ; lignes de commandes du drive ; kiosk/orders" in late.replace("\u202f", " ")
    assert "lundi 16 novembre 2026 à 04:00)" in late
    assert "page des clients" in page


@pytest.mark.parametrize(("count", "said"), [(1, "Une journée"), (2, "2 journées")])
def test_a_missing_store_day_degrades_the_edition(count, said):
    data = factories.normal_week()
    days = (data.missing_store_days * 2)[:count]
    assert said in _banner(replace(data, missing_store_days=days))[1]


def test_the_other_language_says_the_same():
    assert _banner(factories.degraded_week("en"))[0] == "Degraded edition"


def test_every_form_shows_it_and_the_check_misses_it_where_it_is_gone(tmp_path):
    sample = rendered_sample("degraded")
    artefacts = render_editions([sample.data], tmp_path)
    check_artefacts(sample.data, artefacts)
    whole = replace(sample.data, late_deliveries=(), left_out_pages=(), missing_store_days=())
    for artefact in render_editions([whole], tmp_path / "whole"):
        with pytest.raises(LundiError, match=artefact.path.name):
            check_artefacts(sample.data, [Artefact(artefact.path, artefact.kind, True)])


def test_late_deliveries_and_pages_left_out_come_from_the_edition():
    connection = publish()
    assert build_report(connection, "2026-W46").late_deliveries == ()
    book = Published.__new__(Published)
    book.connection = connection
    due = datetime(2026, 11, 16, 4)
    book.add("late_deliveries", source_name="drive", entity_name="orders", first_missed_at_local=due)
    connection.execute("create schema audit; create table audit.left_out_pages as select 'customers' as page_code")
    company = build_report(connection, "2026-W46")
    assert [late.entity_name for late in company.late_deliveries] == ["orders"]
    assert company.left_out_pages == ("customers",)
    region = build_report(connection, "2026-W46", edition="region:53")
    assert (len(region.late_deliveries), region.left_out_pages) == (1, ()), "regions have no such page"

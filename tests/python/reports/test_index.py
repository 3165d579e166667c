"""The page that lists the editions."""

import re

from lundi.reports.index import render_index
from lundi.reports.paths import edition_stems
from lundi.reports.render import KINDS_OF
from reports import factories


def page(*editions) -> str:
    return render_index(editions, edition_stems(editions), KINDS_OF).decode("utf-8")


def test_it_leads_to_every_file_of_every_edition():
    html = page(factories.normal_week(), factories.region_week(), factories.store_week(store_id="M 1"))
    links = re.findall(r'href="([^"]+)"', html)
    assert len(links) == 4 + 3 + 2
    assert "regions/bretagne.html" in links
    assert all(" " not in link for link in links)


def test_it_shows_the_sales_of_each_edition_with_the_exact_value():
    data = factories.region_week()
    html = page(factories.normal_week(), data)
    assert f'data-value="{data.tiles[0].current_value:f}"' in html
    assert "2\u202f917\u202f390" in html
    assert "Région Bretagne" in html


def test_a_group_without_editions_is_left_out():
    html = page(factories.normal_week(), factories.store_week())
    assert "<h2>Magasins</h2>" in html
    assert "<h2>Régions</h2>" not in html


def test_an_edition_without_sales_has_no_figure():
    assert "n.c." in page(factories.empty_week(), factories.store_week())

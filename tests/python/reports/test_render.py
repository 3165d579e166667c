"""Rendering: the four files agree, repeat themselves and are written once."""

import io
from decimal import Decimal

import openpyxl
import pytest

from lundi.reports import render
from lundi.reports.context import Context
from lundi.reports.page import render_page
from lundi.reports.render import ALONE, KINDS, render_all, render_bytes, render_editions
from lundi.reports.view import build_view
from reports import factories
from reports.samples import SAMPLES, rendered_sample


@pytest.mark.parametrize("name", ["normal", "empty", "region", "store"])
def test_the_same_data_gives_the_same_bytes(name):
    again = render_bytes(SAMPLES[name]())
    first = rendered_sample(name).files
    assert {kind: again[kind] == first[kind] for kind in first} == dict.fromkeys(first, True)


def test_tile_page_print_workbook_and_mail_say_the_same(normal):
    html = normal.files["html"].decode()
    book = openpyxl.load_workbook(io.BytesIO(normal.files["xlsx"]))
    cells = [cell.value for row in book["Synthèse"].iter_rows() for cell in row]
    for tile, shown in zip(normal.data.tiles, normal.view.tiles, strict=True):
        assert shown.cell.text in normal.pdf_text
        assert shown.cell.text in html
        assert f'data-value="{tile.current_value:f}"' in html
        assert any(isinstance(c, int | float) and abs(Decimal(c) - tile.current_value) < Decimal("1e-9") for c in cells)
    total = normal.view.departments.column("Ventes TTC")[-1]
    assert total.value == normal.view.tiles[0].cell.value
    assert normal.view.tiles[0].cell.text.startswith(total.text)


def test_files_are_named_by_their_week_and_written_only_when_they_change(tmp_path, monkeypatch, normal):
    monkeypatch.setattr(render, "render_bytes", lambda data, recipients: normal.files)
    first = render_all(normal.data, tmp_path / "2017-W40")
    assert [artefact.path.name for artefact in first] == [f"etat-des-ventes-2017-W40.{kind}" for kind in KINDS]
    assert all(artefact.is_changed for artefact in first)
    times = [artefact.path.stat().st_mtime_ns for artefact in first]
    first[1].path.write_bytes(b"touched by somebody")
    second = render_all(normal.data, tmp_path / "2017-W40")
    assert [artefact.is_changed for artefact in second] == [False, True, False, False]
    assert second[1].path.read_bytes() == normal.files["html"]
    assert second[0].path.stat().st_mtime_ns == times[0]
    assert sorted(path.name for path in first[0].path.parent.iterdir()) == sorted(a.path.name for a in first)


def test_a_file_that_cannot_be_put_in_place_leaves_nothing_behind(tmp_path, monkeypatch, normal):
    monkeypatch.setattr(render, "render_bytes", lambda data, recipients: normal.files)

    def refuse(source, target):
        raise OSError("disk full")

    monkeypatch.setattr(render.os, "replace", refuse)
    try:
        render_all(normal.data, tmp_path)
    except OSError:
        pass
    else:
        raise AssertionError("the failure was hidden")
    assert list(tmp_path.iterdir()) == []


def test_data_without_hash_gets_one():
    data = factories.empty_week()
    assert render_bytes(type(data)(**{**vars(data), "data_hash": ""})) == render_bytes(data)


def test_the_english_report_is_english():
    data = factories.dollar_week("en")
    keys = ("days", "weeks", "departments", "split", "days_narrow", "weeks_narrow")
    page = render_page(build_view(data), dict.fromkeys(keys, "<svg></svg>")).decode()
    assert Context.of(data).file_stem == "weekly-sales-2017-W40"
    assert '<html lang="en">' in page
    assert "US$88,123" in page
    assert "Weekly sales — week 2017-W40" in page
    assert "vs LW" in page
    assert "To read before the meeting" in page


EDITIONS = (factories.normal_week, factories.region_week, factories.store_week)


def test_each_edition_lies_where_its_kind_belongs(tmp_path):
    artefacts = render_editions([make() for make in EDITIONS], tmp_path)
    assert [str(artefact.path.relative_to(tmp_path)) for artefact in artefacts] == [
        *(f"etat-des-ventes-2017-W40.{kind}" for kind in KINDS),
        "regions/bretagne.pdf", "regions/bretagne.html", "regions/bretagne.xlsx",
        "stores/M3.pdf", "stores/M3.xlsx",
        "index.html",
    ]  # fmt: skip
    assert [artefact.edition_code for artefact in artefacts][-3:] == ["store:M3", "store:M3", "company"]
    assert not any(artefact.is_changed for artefact in render_editions([make() for make in EDITIONS], tmp_path))


def test_two_processors_write_the_same_files_as_one(tmp_path, monkeypatch):
    stores = [factories.store_week(store_id=f"M{number}") for number in range(ALONE)]
    shared = render_editions(stores, tmp_path / "shared")
    monkeypatch.setattr(render, "ALONE", ALONE + 1)
    alone = render_editions(stores, tmp_path / "alone")
    assert [artefact.path.name for artefact in shared] == [artefact.path.name for artefact in alone]
    assert [artefact.path.read_bytes() for artefact in shared] == [artefact.path.read_bytes() for artefact in alone]

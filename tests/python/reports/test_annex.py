"""The annex says what the edition rests on, the same in print, on the page and in the workbook."""

from dataclasses import replace
from datetime import datetime
from decimal import Decimal

import pytest

from lundi.checks import check_artefacts
from lundi.errors import LundiError
from lundi.reports.annex import PRINTED_RULES, annex_view
from lundi.reports.annex_sheets import annex_sheets
from lundi.reports.builder import build_report
from lundi.reports.context import Context
from lundi.reports.render import render_editions
from reports import factories
from reports.published import Published, publish
from reports.samples import rendered_sample


@pytest.fixture(scope="module")
def view():
    return annex_view(Context.of(factories.annex_week()))


def texts(table):
    return [[cell.text for cell in row.cells] for row in table.rows]


def test_each_source_is_told_with_its_freshness_and_its_lateness(view):
    late, fresh = texts(view.sources)[1], texts(view.sources)[0]
    assert fresh[:5] == ["pos/tickets", "à jour", "16/11/2026 04:30", "16/11/2026 04:30", ""]
    assert view.sources.rows[1].cells[4].tone == "down"
    assert late[:5] == ["drive/orders", "en retard", "15/11/2026 04:30", "16/11/2026 04:30", "26"]


def test_the_totals_of_both_checkers_come_first_then_what_did_not_pass(view):
    rows = texts(view.quality)
    assert rows[0][0].startswith("Contrats")
    assert rows[0][2:] == ["8", "7", "0", "1", "0", "0"]
    assert rows[1][2:] == ["16", "0", "16", "0", "0", "120"]
    assert rows[2][:2] == ["volume is as expected", "pos tickets"], "a held delivery before all that only warns"
    assert rows[3][0] == "assert rule 15 holds"
    assert len(rows) == 2 + PRINTED_RULES
    assert "3 autres" in view.quality.notes[0]


def test_a_rule_that_always_passed_is_in_the_totals_alone():
    data = factories.annex_week()
    passed = replace(data.annex.rules[0], passed_count=8, held_count=0)
    rows = texts(annex_view(Context.of(replace(data, annex=replace(data.annex, rules=(passed,))))).quality)
    assert [row[0][:8] for row in rows] == ["Contrats"]


def test_runs_and_slow_steps_are_told_in_seconds(view):
    assert texts(view.runs)[0] == ["09/11/2026 04:30", "2026-S45", "réussi", "301", "61", "200", "30", "10"]
    assert texts(view.runs)[1][1:3] == ["", "en échec"]
    assert texts(view.nodes)[0][:3] == ["fct_sales_lines", "modèle", "41,3"]


def test_a_first_monday_has_nothing_to_tell_and_says_so():
    data = factories.annex_week()
    view = annex_view(Context.of(replace(data, annex=replace(data.annex, runs=(), nodes=(), rules=()))))
    assert [table.empty for table in (view.runs, view.nodes)] == ["Premier lundi enregistré."] * 2
    assert view.quality.rows == ()


def test_only_the_company_has_one():
    assert annex_view(Context.of(factories.normal_week())) is None
    assert annex_sheets(factories.normal_week()) == []
    connection = publish()
    assert build_report(connection, "2026-W46").annex is not None
    assert build_report(connection, "2026-W46", edition="region:53").annex is None


def test_it_is_read_from_the_edition_in_its_order():
    book = Published.__new__(Published)
    book.connection = publish()
    for rank, name in ((2, "b"), (1, "a")):
        book.add("annex_nodes", node_rank=rank, node_id=f"model.lundi.{name}", node_type="model", node_seconds=rank)
    for recency in (2, 1):
        started = datetime(2026, 11, 16 - recency, 5)
        book.add("annex_runs", run_recency=recency, run_outcome="succeeded", run_started_at_local=started)
    found = build_report(book.connection, "2026-W46").annex
    assert [(node.node_name, node.seconds) for node in found.nodes] == [("a", Decimal(1)), ("b", Decimal(2))]
    assert [run.started_at.day for run in found.runs] == [15, 14]


def test_every_form_shows_it_and_the_check_misses_a_figure(tmp_path):
    sample = rendered_sample("annex")
    artefacts = render_editions([sample.data], tmp_path)
    check_artefacts(sample.data, artefacts)
    node = replace(sample.data.annex.nodes[0], seconds=Decimal("987.6"))
    other = replace(sample.data, annex=replace(sample.data.annex, nodes=(node,)))
    for artefact in artefacts:
        if artefact.kind in ("pdf", "html", "xlsx"):
            with pytest.raises(LundiError, match=artefact.path.name):
                check_artefacts(other, [artefact])

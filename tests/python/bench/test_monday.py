"""`lundi bench monday`: what it measures, what it writes, and that it leaves nothing behind."""

import json
import os
import tempfile
from datetime import UTC, datetime

import duckdb
import pytest
from rich.console import Console

from lundi.bench.monday import (
    SizeResult,
    Step,
    bench_monday,
    chosen_sizes,
    chosen_week,
    measure_floor,
    slowest_models,
    write_results,
)
from lundi.bench.tables import tables
from lundi.errors import LundiError
from lundi.landing.writer import Delivery, write_delivery
from lundi.monday import MondayResult
from lundi.warehouse.dbt import BuildResult, NodeResult

MOMENT = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)
RESULT = SizeResult(
    "tiny",
    40_000,
    731,
    0.05,
    (
        Step("demo", 90_000, 2.0, 300 << 20),
        Step("ingest", 89_999, 10.0, 400 << 20),
        Step("publish", None, 0.5, 1 << 20),
    ),
    (("fct_sales_lines", 1.5), ("dim_dates", 0.25)),
)


def test_ratios_stand_beside_seconds_and_the_peak_of_all_is_the_highest():
    console = Console(width=120, record=True)
    for table in tables([RESULT]):
        console.print(table)
    lines = [line.split() for line in console.export_text().splitlines()]
    assert ["ingest", "89,999", "10.0", "200.0", "400"] in lines
    assert ["publish", "0.5", "10.0", "1"] in lines
    assert ["in", "all", "12.5", "250.0", "400"] in lines
    assert ["fct_sales_lines", "1.50", "30.0"] in lines


def test_the_json_says_what_the_table_says_and_on_which_machine(tmp_path):
    path = write_results([RESULT], tmp_path / "bench", MOMENT)
    assert path.name == "monday-20261122T010000Z.json"
    document = json.loads(path.read_text(encoding="utf-8"))
    assert set(document["machine"]) == {"system", "cpu_count", "python", "duckdb"}
    (size,) = document["sizes"]
    assert (size["size"], size["ticket_line_count"], size["seconds"]) == ("tiny", 40_000, 12.5)
    assert size["steps"][1] == {
        "name": "ingest", "row_count": 89_999, "seconds": 10.0, "peak_bytes": 400 << 20, "ratio_to_floor": 200.0,
    }  # fmt: skip
    assert size["slowest_models"][0] == {"name": "fct_sales_lines", "seconds": 1.5, "ratio_to_floor": 30.0}


def test_the_slowest_models_are_models_and_the_slowest_first():
    nodes = [
        NodeResult("model.lundi.quick", "success", "", 0.1),
        NodeResult("test.lundi.slow_test.abc", "pass", "", 9.0),
        NodeResult("model.lundi.slow", "success", "", 2.0),
        NodeResult("seed.lundi.seed", "success", "", 5.0),
    ]
    assert slowest_models(MondayResult(build=BuildResult(tuple(nodes)))) == (("slow", 2.0), ("quick", 0.1))
    assert slowest_models(MondayResult(build=BuildResult(tuple(nodes))), 1) == (("slow", 2.0),)


def test_the_floor_looks_at_every_ticket_line_of_the_landing_zone(tmp_path):
    with pytest.raises(LundiError, match="no ticket line lies in the landing zone"):
        measure_floor(tmp_path)
    lines = (
        "select 'T' || i as ticket_id, 1 as line_number, 'P' as product_id, 'sale' as line_type, 1 as quantity, "
        "1 as unit_price_eur_incl_tax, 0 as discount_eur_incl_tax, 1 as amount_eur_incl_tax, null as vat_rate, "
        "null as promotion_id from range(1000) as numbers(i)"
    )
    with duckdb.connect() as connection:
        write_delivery(connection, tmp_path, Delivery("pos", "ticket_lines", "append", MOMENT, lines))
    assert 0 < measure_floor(tmp_path) < 5


def test_sizes_and_weeks_are_read_before_anything_runs():
    assert chosen_sizes("small, default") == ["small", "default"]
    for text in ("small,huge", "", ","):
        with pytest.raises(LundiError, match="the demo knows no size"):
            chosen_sizes(text)
    # Sunday 22 November, two in the morning in Paris: week 47 is not over
    assert chosen_week(None, MOMENT) == "2026-W46"
    assert chosen_week("2026-S40", MOMENT) == "2026-W40"


# Two of the thirty minutes that everything may take, for steps that other tests run as well.
@pytest.mark.skipif("LUNDI_SLOW_TESTS" not in os.environ, reason="not run: LUNDI_SLOW_TESTS is not set")
def test_a_whole_monday_is_measured_step_by_step_and_nothing_is_left_behind(tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", None)
    (result,) = bench_monday(["tiny"], "2026-W46")
    assert [step.name for step in result.steps] == ["demo", "ingest", "build", "publish", "report", "checks"]
    assert all(step.seconds > 0 and step.peak_bytes > 50 << 20 for step in result.steps)
    by_name = {step.name: step for step in result.steps}
    assert by_name["demo"].row_count >= by_name["ingest"].row_count > result.ticket_line_count > 30_000
    assert by_name["build"].row_count > 30_000
    assert len(result.slowest_models) == 10
    assert result.floor_seconds > 0
    assert [path for path in tmp_path.iterdir() if path.name.startswith("lundi-bench")] == []

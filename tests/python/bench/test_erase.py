"""`lundi bench erase`: what it tells; the whole of it is asked for by LUNDI_SLOW_TESTS."""

import json
import os

import pytest

from lundi.bench.erase import EraseResult, Options, as_document, bench_erase, models
from lundi.errors import LundiError

STEPS = {"plan": 9.4, "rebuild": 53.2, "verify": 21.8}
RESULT = EraseResult(46, 20_000, 1_000, 1_594, 7_000, 12, 78_000_000, 0.5, 91.0, STEPS, ())


def test_the_document_has_each_step_beside_the_floor():
    document = json.loads(as_document(RESULT))
    assert document["benchmark"] == "erase"
    assert document["step_seconds"] == STEPS
    assert (document["copy_seconds"], document["total_seconds"], document["ratio"]) == (0.5, 91.0, 182.0)
    assert document["left_places"] == []
    assert {"system", "cpu_count", "python", "duckdb"} <= set(document["machine"])


def test_too_few_records_are_refused(tmp_path):
    with pytest.raises(LundiError, match="too few"):
        bench_erase(Options(records="10"), tmp_path)


def test_the_edition_has_what_a_request_is_answered_from():
    assert {"int_customer__requests", "int_customer__card_periods", "dim_customers"} <= set(models())


@pytest.mark.skipif("LUNDI_SLOW_TESTS" not in os.environ, reason="two builds of made records")
def test_three_hundred_of_four_thousand_records_are_erased_and_nothing_is_left(tmp_path):
    result = bench_erase(Options(records="4000", people=300), tmp_path)
    assert result.left_places == ()
    assert result.request_count == 300
    assert result.erased_record_count >= 300
    assert "prove" in result.step_seconds

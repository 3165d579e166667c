"""The bench of extracts writes the widest of them whole, and then the one week that changed."""

import pytest

from lundi.bench.extract import bench_extract
from lundi.extract.plan import planned_extracts
from lundi.settings import PROJECT_ROOT

pytest.importorskip("tableauhyperapi", reason="not run: Hyper is not installed")


def test_the_widest_extract_is_measured_beside_a_plain_copy(tmp_path):
    result = bench_extract(tmp_path, 2080, lambda sentence: None)
    widest = next(extract for extract in planned_extracts(PROJECT_ROOT) if extract.mart == result.mart)
    assert all(len(extract.columns) <= len(widest.columns) for extract in planned_extracts(PROJECT_ROOT))
    assert result.row_count == 2080
    assert min(result.seconds, result.one_week_seconds, result.floor_seconds, result.file_bytes) > 0
    assert result.ratio == result.seconds / result.floor_seconds

"""What dbt's results say of its own cost."""

import json
from datetime import UTC, datetime

import pytest

from lundi.bench.dbt_overhead import DbtOverhead, as_document, summarised, write_result
from lundi.bench.tables import dbt_table

MOMENT = datetime(2026, 11, 23, tzinfo=UTC)


def node(unique_id, seconds, ended="2026-11-23T05:00:00Z"):
    return {"unique_id": unique_id, "execution_time": seconds, "timing": [{"name": "execute", "completed_at": ended}]}


def results(*nodes, elapsed):
    return {"results": list(nodes), "elapsed_time": elapsed}


@pytest.fixture
def document():
    # two at a time: 4 s of models and 2 s of tests in 3 s, then a second for the rules that were asked together
    asked_together = [node(f"test.lundi.rule_{number}", 1 / 14, ended=None) for number in range(14)]
    return results(
        node("model.lundi.a", 3.0), node("seed.lundi.b", 1.0), node("test.lundi.c", 2.0),
        node("operation.lundi.hook", 1.0), *asked_together, elapsed=4.0,
    )  # fmt: skip


def test_nodes_that_run_side_by_side_share_the_time_of_the_run(document):
    found = summarised("a build", document, wall_seconds=9.0, processor_seconds=8.0)
    assert (found.model_count, found.test_count) == (2, 15)
    assert found.model_seconds == pytest.approx(2.0)
    assert found.test_seconds == pytest.approx(1.0 + 1.0)
    assert found.start_seconds == pytest.approx(5.0)


def test_rules_that_were_asked_together_are_statements_of_twelve(document):
    assert summarised("a build", document, 9.0, 8.0).statement_count == 1 + 2


def test_the_first_build_reads_the_project_and_does_not_count(document, tmp_path):
    first = summarised("reads", results(node("model.a.b", 0.01), node("test.a.b", 0.01), elapsed=0.01), 1.0, 1.0)
    slow = summarised("again", document, 9.0, 8.0)
    result = DbtOverhead((first, slow))
    assert result.best == slow
    assert not result.is_as_aimed
    assert DbtOverhead((slow, first)).is_as_aimed
    path = write_result(result, tmp_path / "bench" / "dbt.json", MOMENT)
    assert json.loads(path.read_text(encoding="utf-8")) == json.loads(json.dumps(as_document(result, MOMENT)))
    assert dbt_table(result).row_count == 2

"""The last recorded Monday, read back with the order of its nodes."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from lundi.cost.measured import read_last_monday
from lundi.errors import LundiError
from lundi.warehouse.state import (
    FAILED,
    SUCCEEDED,
    NodeRecord,
    RunRecord,
    StepRecord,
    ensure_state,
    open_state,
    write_run,
)

MOMENT = datetime(2026, 11, 16, 5, 0, tzinfo=UTC)


def node(name, offset, seconds):
    return NodeRecord(name, name.split(".")[0], "marts", "marts/sales", "success",
                      MOMENT + timedelta(seconds=offset), seconds)  # fmt: skip


def run(run_id, day, outcome=SUCCEEDED, nodes=()):
    moment = datetime(2026, 11, day, 5, 0, tzinfo=UTC)
    steps = (StepRecord("ingest", 5.0), StepRecord("build", 20.0))
    return RunRecord(run_id, "dev", "2026-W46", moment, moment, moment, outcome, steps, tuple(nodes))


@pytest.fixture
def state(tmp_path):
    nodes = [node("model.l.a", 0, 4.0), node("test.l.a", 4, 1.0), node("model.l.b", 5, 6.0), node("model.l.c", 0, 7.0)]
    with open_state(tmp_path / "state.duckdb") as connection:
        write_run(connection, run("older", 9, nodes=[node("model.l.a", 0, 99.0)]))
        write_run(connection, run("last", 16, nodes=nodes))
        write_run(connection, run("failed", 17, FAILED, nodes=[node("model.l.a", 0, 50.0)]))
    parents = {"model.l.a": ["source.l.x"], "model.l.b": ["model.l.a"], "test.l.a": ["model.l.a"], "model.l.c": []}
    (tmp_path / "manifest.json").write_text(json.dumps({"parent_map": parents}), encoding="utf-8")
    return tmp_path


def test_the_last_monday_that_went_well_is_read(state):
    monday = read_last_monday(state / "state.duckdb", state / "manifest.json")
    assert (monday.run_id, monday.seconds, monday.steps) == ("last", 25.0, {"ingest": 5.0, "build": 20.0})
    assert monday.work == 18.0
    # model b waits for model a and for its test: 4 + 1 + 6, over by the eleventh second
    assert (monday.chain, monday.chain_nodes) == (11.0, ("model.l.a", "test.l.a", "model.l.b"))
    assert monday.build_span == 11.0


def test_without_any_recorded_monday_it_says_what_to_do(tmp_path):
    for make in (lambda: None, lambda: ensure_state(tmp_path / "state.duckdb")):
        make()
        with pytest.raises(LundiError, match="no Monday has been recorded yet") as refused:
            read_last_monday(tmp_path / "state.duckdb", tmp_path / "manifest.json")
        assert "lundi monday" in refused.value.next_step


def test_without_a_manifest_nobody_knows_what_waits_for_what(state):
    with pytest.raises(LundiError, match="manifest of the last build is not there"):
        read_last_monday(state / "state.duckdb", state / "none.json")

"""A Monday is written down whether it went well or not, and its record never stops it."""

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from lundi.errors import LundiError
from lundi.monday import MondayResult
from lundi.recording import recorded, write_to_duckdb
from lundi.warehouse.state import open_state

MOMENT = datetime(2026, 11, 16, 5, 0, tzinfo=UTC)


def options(tmp_path, write):
    return {"write": write, "build_folder": tmp_path, "as_of": MOMENT, "iso_week": "2026-W46"}


def test_a_monday_that_went_well_is_recorded_with_its_counts(tmp_path):
    result, written = MondayResult(), []
    with recorded(result, **options(tmp_path, written.append)):
        result.seconds = {"ingest": 1.0, "report": 2.0, "checks": 0.5}
        result.ingest = SimpleNamespace(with_status=lambda status: ["one", "two"], row_count=9)
        result.report, result.edition_count = SimpleNamespace(iso_week="2026-W45"), 7
        result.artefacts = ("a", "b")
    (run,) = written
    assert (run.outcome, run.iso_week, run.target) == ("succeeded", "2026-W45", "dev")
    assert [(s.step, s.seconds, s.item_count, s.row_count) for s in run.steps] == [
        ("ingest", 1.0, 2, 9), ("report", 2.0, 7, None), ("checks", 0.5, 2, None),
    ]  # fmt: skip
    assert run.ended_at >= run.started_at


def test_a_monday_that_failed_is_recorded_as_failed_and_still_fails(tmp_path):
    result, written = MondayResult(), []
    result.seconds["ingest"] = 0.1
    with pytest.raises(LundiError, match="no landing zone"), recorded(result, **options(tmp_path, written.append)):
        raise LundiError("there is no landing zone")
    assert (written[0].outcome, written[0].iso_week, written[0].nodes) == ("failed", "2026-W46", ())


def test_the_results_of_an_earlier_build_are_not_a_monday_s_that_never_built(tmp_path):
    (tmp_path / "run_results.json").write_text('{"metadata": {"invocation_id": "yesterday"}, "results": []}')
    (tmp_path / "manifest.json").write_text('{"nodes": {}}')
    ids = []
    for step in ("ingest", "build"):
        result, written = MondayResult(), []
        with recorded(result, **options(tmp_path, written.append)):
            result.seconds[step] = 1.0
        ids.append(written[0].run_id)
    assert (ids[0] == "yesterday", ids[1]) == (False, "yesterday")


@pytest.mark.parametrize("error", [LundiError, OSError])
@pytest.mark.parametrize("fails", [False, True])
def test_a_record_that_cannot_be_written_is_said_and_hides_nothing(tmp_path, fails, error):
    def write(run):
        raise error("state.duckdb is in use by another process")

    result = MondayResult()
    if fails:
        with pytest.raises(LundiError, match="the real cause"), recorded(result, **options(tmp_path, write)):
            raise LundiError("the real cause")
    else:
        with recorded(result, **options(tmp_path, write)):
            pass
    assert "timings are not recorded: state.duckdb is in use" in result.missing[-1]


def test_runs_go_to_the_state_database(tmp_path):
    with recorded(MondayResult(), **options(tmp_path, write_to_duckdb(tmp_path / "state.duckdb"))):
        pass
    with open_state(tmp_path / "state.duckdb", read_only=True) as connection:
        assert connection.execute("select outcome, iso_week from state.runs").fetchall() == [("succeeded", "2026-W46")]

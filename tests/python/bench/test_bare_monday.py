"""A Monday that asks nobody: what it leaves out, and that it leaves it out within alone."""

import json
from datetime import UTC, datetime

from lundi import monday, targets
from lundi.bench.bare_monday import bare_monday, unchecked
from lundi.warehouse import dbt
from runs import settings_in

AS_OF = datetime(2026, 11, 16, 7, tzinfo=UTC)


def test_within_no_gate_is_asked_no_test_expected_and_nothing_printed_is_looked_at(tmp_path):
    manifest = tmp_path / "manifest.json"
    nodes = {f"{kind}.lundi.a": {"resource_type": kind, "name": "a"} for kind in ("model", "test", "seed")}
    manifest.write_text(json.dumps({"nodes": nodes}), encoding="utf-8")
    before = targets.LocalTarget.gate, monday.check_editions, dbt.SKIPPED_RESOURCE_TYPES
    with unchecked():
        with targets.LocalTarget(settings_in(tmp_path)).gate() as check:
            assert check(AS_OF).checked_count == 0
        assert dbt._expected_nodes(manifest) == {"model.lundi.a", "seed.lundi.a"}
        assert "test" in dbt.SKIPPED_RESOURCE_TYPES
        monday.check_editions((), ("no artefact at all",), lambda done, total: None)
    assert (targets.LocalTarget.gate, monday.check_editions, dbt.SKIPPED_RESOURCE_TYPES) == before
    assert "test.lundi.a" in dbt._expected_nodes(manifest)


def test_it_is_run_as_the_whole_monday_is():
    assert bare_monday("2026-W46", AS_OF)[1:] == [
        "-m", "lundi.bench.bare_monday", "2026-W46", "2026-11-16T07:00:00+00:00",
    ]  # fmt: skip

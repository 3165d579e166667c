"""The node runs, read a Monday at a time, are those that a full refresh reads, whichever way the clock is turned."""

import json
import os
import shutil
import subprocess
import sys
from datetime import UTC, datetime

import duckdb
import pytest

from lundi.settings import PROJECT_ROOT, Settings
from lundi.warehouse.state import open_state, write_run
from runs import settings_in
from worlds import monday_record

EARLY, LATE = "2026-11-09 08:00:00", "2026-11-23 08:00:00"
# Builds one after the other in one process, which spares the start of each, and keeps what each of them left.
BUILDS = ((EARLY, ""), (LATE, ""), (LATE, "--full-refresh"), (EARLY, ""))
SCRIPT = """
import json, os, shutil, sys
from pathlib import Path
from dbt.cli.main import dbtRunner
folder, builds = Path(sys.argv[1]), json.loads(sys.argv[2])
for number, (as_of, option) in enumerate(builds):
    os.environ["LUNDI_AS_OF"] = as_of
    arguments = ["build", "--select", "run_steps", "warehouses", "staging.state", "fct_runs", "fct_node_runs"]
    arguments += ["--indirect-selection", "cautious", "--exclude-resource-type", "unit_test"]
    for flag, name in (("--profiles-dir", "."), ("--target-path", "target"), ("--log-path", "logs")):
        arguments += [flag, str(folder / name)]
    result = dbtRunner().invoke(arguments + ([option] if option else []))
    if not result.success:
        sys.exit(f"build {number} failed: {result.exception}")
    for name in ("dev.duckdb", "dev.duckdb.wal"):
        if (folder / name).is_file():
            shutil.copyfile(folder / name, folder / name.replace("dev", f"build{number}"))
"""


@pytest.fixture(scope="module")
def analyst(four_weeks, tmp_path_factory) -> Settings:
    """An analyst's warehouse: what was ingested and recorded, and nothing built."""
    settings = settings_in(tmp_path_factory.mktemp("incremental"))
    settings.warehouse.mkdir()
    for name in ("raw.duckdb", "state.duckdb", "secret.duckdb"):
        shutil.copyfile(four_weeks.settings.warehouse / name, settings.warehouse / name)
    shutil.copyfile(PROJECT_ROOT / "profiles.example.yml", settings.warehouse / "profiles.yml")
    return settings


def node_runs(settings: Settings, build: int) -> list[tuple]:
    """The node runs as a build left them."""
    with duckdb.connect(str(settings.warehouse / f"build{build}.duckdb")) as connection:
        return connection.execute(f"select * from build{build}.marts.fct_node_runs order by all").fetchall()


def test_a_build_on_top_of_another_holds_what_a_full_refresh_holds(analyst):
    moment = datetime(2026, 11, 16, 7, 0, tzinfo=UTC)
    with open_state(analyst.state_database) as connection:
        write_run(connection, monday_record("W46 later", "2026-W46", moment))
    environment = {**os.environ, "LUNDI_WAREHOUSE": str(analyst.warehouse)}
    command = [sys.executable, "-c", SCRIPT, str(analyst.warehouse), json.dumps(BUILDS)]
    run = subprocess.run(command, cwd=PROJECT_ROOT, env=environment, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr[-1000:] + run.stdout[-2000:]
    first, later, refreshed, back = (node_runs(analyst, number) for number in range(len(BUILDS)))
    assert {row[0] for row in first} == {"W45", "W45 again"}
    assert {row[0] for row in later} > {"W45", "W45 again", "W46 later"}
    assert later == refreshed
    # the clock turned back, as a replay does: what stood later is gone again
    assert back == first

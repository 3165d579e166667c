"""The `lundi` command as somebody at a terminal meets it."""

import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import duckdb
import pytest

from lundi.errors import ExitCode
from lundi.settings import PROJECT_ROOT
from lundi.warehouse.lock import only_run
from lundi.warehouse.published import publish
from runs import settings_in
from worlds import LandingZone, ticket


def lundi(folder, *arguments):
    settings = settings_in(folder)
    environment = {
        **os.environ,
        "LUNDI_LANDING": str(settings.landing),
        "LUNDI_WAREHOUSE": str(settings.warehouse),
        "LUNDI_OUT": str(settings.out),
        "COLUMNS": "200",
        "NO_COLOR": "1",
    }
    return subprocess.run(
        [sys.executable, "-m", "lundi.cli", *arguments], env=environment, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("command", ["demo", "init", "ingest", "monday", "replay", "report", "rollback", "status"])
def test_help_teaches_each_command_and_its_exit_codes(tmp_path, command):
    result = lundi(tmp_path, command, "--help")
    assert result.returncode == ExitCode.OK
    assert "Exit codes: 0 all went well" in result.stdout


def test_the_first_help_names_the_way_in(tmp_path):
    assert "lundi demo" in lundi(tmp_path, "--help").stdout


def test_a_command_that_is_not_understood_ends_with_2(tmp_path):
    assert lundi(tmp_path, "tuesday").returncode == ExitCode.USAGE
    assert lundi(tmp_path, "report", "--language", "de").returncode == ExitCode.USAGE


def test_nothing_to_ingest_says_what_to_do_next(tmp_path):
    result = lundi(tmp_path, "ingest")
    assert result.returncode == ExitCode.FAILED
    assert "there is no landing zone" in result.stderr
    assert "next: run `lundi demo`" in result.stderr


def test_accepting_what_was_not_taken_says_so(tmp_path):
    delivery = "pos/tickets/20261116T041500Z-001"
    result = lundi(tmp_path, "ingest", "--accept", delivery, "--by", "A. Martin", "--reason", "strike")
    assert result.returncode == ExitCode.FAILED
    assert f"{delivery} was not taken" in result.stderr


def test_a_delivery_without_what_is_done_with_it_says_what_to_give(tmp_path):
    result = lundi(tmp_path, "ingest", "--delivery", "pos/tickets/20261116T041500Z-001")
    assert result.returncode == ExitCode.FAILED
    assert "--delivery names what is tried again" in " ".join(result.stderr.split())


def test_what_was_published_is_asked_for_by_its_week_alone(tmp_path):
    for arguments, said in (
        (("--number", "1"), "which week?"),
        (("--as-published", "2026-W44", "--week", "2026-W44"), "one week or the other"),
        (("--as-published", "2026-W44"), "there is no such publication of week 2026-W44"),
    ):
        result = lundi(tmp_path, "report", *arguments)
        assert result.returncode == ExitCode.FAILED
        assert said in result.stderr


def test_a_report_before_the_first_monday_says_what_to_do_next(tmp_path):
    result = lundi(tmp_path, "report")
    assert result.returncode == ExitCode.FAILED
    assert "next: run `lundi monday` first" in result.stderr


def test_ingest_says_what_it_took_and_refuses_with_file_row_and_rule(tmp_path):
    zone = LandingZone(settings_in(tmp_path).landing)
    rows = [ticket("T1", "S1", "2026-11-09", "5.00")]
    zone.deliver("pos/tickets", rows, "20261110T050000Z-001")
    zone.deliver("pos/tickets", rows, "20261111T050000Z-001", tamper=lambda c: c[:-2], is_hash_of_tampered=True)
    result = lundi(tmp_path, "ingest")
    assert result.returncode == ExitCode.INCOMPLETE
    assert "1 deliveries taken (1 rows), 0 known, 0 with known content, 1 refused" in result.stdout
    assert "pos/tickets/20261111T050000Z-001: tickets.csv, row 1: the last line has no end" in result.stderr
    assert "[truncated]" in result.stderr


def test_a_build_without_any_delivery_says_ingest_first(tmp_path):
    result = lundi(tmp_path, "init")
    assert result.returncode == ExitCode.OK
    # The whole project takes a while to read, and this is said before any of its models is looked at.
    project = tmp_path / "project"
    shutil.copytree(PROJECT_ROOT / "macros", project / "macros")
    shutil.copytree(PROJECT_ROOT / "models" / "docs", project / "models" / "docs")
    for name in ("dbt_project.yml", "models/staging/ledger/_ledger__sources.yml"):
        (project / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(PROJECT_ROOT / name, project / name)
    shutil.copyfile(PROJECT_ROOT / "profiles.example.yml", project / "profiles.yml")
    (project / "models" / "anything.sql").write_text("select 1 as id", encoding="utf-8")
    build = subprocess.run(
        [sys.executable, "-m", "dbt.cli.main", "build"],
        env={**os.environ, "LUNDI_WAREHOUSE": str(settings_in(tmp_path).warehouse)},
        cwd=project, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert build.returncode != 0
    assert "run `lundi ingest` first" in build.stdout


def test_a_run_as_of_a_moment_says_what_came_later(tmp_path):
    zone = LandingZone(settings_in(tmp_path).landing)
    zone.deliver("pos/tickets", [ticket("T1", "S1", "2020-11-09", "5.00")], "20201110T050000Z-001")
    zone.deliver("pos/tickets", [ticket("T2", "S1", "2020-11-16", "5.00")], "20201117T050000Z-001")
    result = lundi(tmp_path, "ingest", "--as-of", "2020-11-16T06:00")
    assert result.returncode == ExitCode.OK
    assert "1 deliveries taken (1 rows)" in result.stdout
    assert "As of 2020-11-16 06:00 (Europe/Paris). 1 deliveries came later: not yet." in result.stdout
    assert lundi(tmp_path, "ingest", "--as-of", "tomorrow").returncode == ExitCode.FAILED


def test_a_replay_without_weeks_asks_which(tmp_path):
    result = lundi(tmp_path, "replay")
    assert result.returncode == ExitCode.FAILED
    assert "--from and --to" in result.stderr


def test_a_data_set_that_is_read_from_a_file_asks_for_it(tmp_path):
    result = lundi(tmp_path, "demo", "--source", "uci-online-retail")
    assert result.returncode == ExitCode.FAILED
    assert "next: name it with --path FILE" in result.stderr
    result = lundi(tmp_path, "demo", "--source", "uci-online-retail", "--path", str(tmp_path / "nowhere.parquet"))
    assert "there is no file at" in result.stderr


def test_a_second_run_is_refused_with_a_code_of_its_own_whatever_the_command(tmp_path):
    warehouse = settings_in(tmp_path).warehouse
    commands = [("ingest",), ("monday",), ("replay", "--from", "2026-W44"), ("rollback",)]
    with only_run(warehouse, "lundi monday"), ThreadPoolExecutor(len(commands)) as pool:
        results = list(pool.map(lambda arguments: lundi(tmp_path, *arguments), commands))
    assert {result.returncode for result in results} == {ExitCode.BUSY}
    for result in results:
        assert f"another run holds {warehouse}: `lundi monday`, process {os.getpid()}" in result.stderr
    assert [path.name for path in warehouse.iterdir()] == ["lundi.lock"]


def test_a_rollback_says_what_it_goes_back_to_and_which_reports_it_leaves(tmp_path):
    settings = settings_in(tmp_path)
    result = lundi(tmp_path, "rollback")
    assert result.returncode == ExitCode.FAILED
    assert "there is no former edition" in result.stderr
    for day in (9, 16):
        settings.build_database.parent.mkdir(parents=True, exist_ok=True)
        duckdb.connect(str(settings.build_database)).close()
        publish(settings, datetime(2026, 11, day, 5, 0, tzinfo=UTC), f"run of {day}")
    result = lundi(tmp_path, "rollback")
    assert result.returncode == ExitCode.OK
    assert "Published again: the edition of 2026-W45, as of 2026-11-09 06:00 (Europe/Paris)." in result.stdout
    assert "Withdrawn: the edition of 2026-W46, as of 2026-11-16 06:00 (Europe/Paris)." in result.stdout
    assert f"{settings.out / '2026-W46'} was printed from the withdrawn edition" in result.stdout
    assert "`lundi report --week 2026-W46`" in result.stdout

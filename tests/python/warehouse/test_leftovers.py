"""What a killed run left is cleared and told; what somebody writes just now, or a failure left, is not touched."""

import os
import time

from lundi.warehouse.leftovers import HALF_WRITTEN_SECONDS, clear_leftovers
from lundi.warehouse.lock import Holder
from runs import settings_in

KILLED = Holder("lundi monday", 123, "somewhere", "2026-11-16T05:00:00+00:00")


def write(path, seconds_ago=0):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"rows")
    moment = time.time() - seconds_ago
    os.utime(path, (moment, moment))
    return path


def test_a_warehouse_without_leftovers_is_cleared_without_a_word(tmp_path):
    assert clear_leftovers(settings_in(tmp_path), None) == ()


def test_the_build_of_a_killed_run_goes_with_the_folders_that_it_spilled_to(tmp_path):
    settings = settings_in(tmp_path)
    build, raw = settings.build_database, settings.raw_database
    left = [build, build.with_name("lundi.duckdb.wal"), build.with_name("lundi.duckdb.tmp") / "storage-0.tmp"]
    for path in (*left, raw.with_name("raw.duckdb.tmp") / "storage-0.tmp"):
        write(path)
    kept = [write(raw), write(settings.published_database), write(build.parent / "target" / "manifest.json")]
    told = clear_leftovers(settings, KILLED)
    assert told == (
        "the run before did not end (`lundi monday`, process 123 on somewhere, since 2026-11-16 06:00 "
        "(Europe/Paris)): it was killed",
        "what it had built and spilled was removed",
    )
    assert sorted(path for path in tmp_path.rglob("*") if path.is_file()) == sorted(kept)
    assert not raw.with_name("raw.duckdb.tmp").exists()


def test_the_build_of_a_run_that_failed_by_itself_is_left_to_be_looked_at(tmp_path):
    settings = settings_in(tmp_path)
    write(settings.build_database)
    assert clear_leftovers(settings, None) == ()
    assert settings.build_database.exists()


def test_half_written_report_files_go_once_nobody_can_be_writing_them(tmp_path):
    settings = settings_in(tmp_path)
    folder = settings.out / "2026-W46"
    old = write(folder / "stores" / ".etat_des_ventes.pdf.ab_c12xy", HALF_WRITTEN_SECONDS + 5)
    kept = [
        write(folder / ".etat_des_ventes.pdf.ab_c12xz"),
        write(folder / "etat_des_ventes.pdf", HALF_WRITTEN_SECONDS + 5),
        write(folder / ".hidden.of.somebody", HALF_WRITTEN_SECONDS + 5),
    ]
    assert clear_leftovers(settings, None) == ("1 half-written report files were removed",)
    assert not old.exists()
    assert all(path.exists() for path in kept)

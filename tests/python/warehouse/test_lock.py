"""One run at a time: the second is refused with the first one's name, and a kill leaves nothing locked."""

import os
import subprocess
import sys
import time
from contextlib import contextmanager

import pytest

from lundi.errors import BusyError, ExitCode
from lundi.warehouse.lock import LOCK_FILE, held_descriptors, only_run

# Holds the lock until its input ends, with a child that keeps it as dbt does.
HOLDER = """
import subprocess, sys
from pathlib import Path
from lundi.warehouse.lock import held_descriptors, only_run
with only_run(Path(sys.argv[1]), "lundi monday"):
    if sys.argv[2] == "with child":
        child = [sys.executable, "-c", "import sys; sys.stdin.read()"]
        subprocess.Popen(child, pass_fds=held_descriptors())
    print("held", flush=True)
    sys.stdin.read()
"""


@contextmanager
def holder(warehouse, child="alone"):
    command = [sys.executable, "-c", HOLDER, str(warehouse), child]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout.readline() == "held\n"
        yield process
    finally:
        process.kill()
        process.wait()


def test_a_second_run_is_refused_with_the_name_of_the_first_and_the_first_goes_on(tmp_path):
    with holder(tmp_path) as first:
        with pytest.raises(BusyError) as refused, only_run(tmp_path, "lundi ingest", patience=0):
            pass
        assert f"`lundi monday`, process {first.pid} on {os.uname().nodename}, since 20" in refused.value.message
        assert refused.value.exit_code == ExitCode.BUSY
        assert first.poll() is None
        first.communicate()
    with only_run(tmp_path, "lundi ingest", patience=0) as hold:
        assert hold.killed is None


def test_a_killed_run_holds_nothing_and_is_told_once(tmp_path):
    with holder(tmp_path) as first:
        first.kill()
        first.wait()
        # An ingest tells nobody: the name stays for the run that does.
        with only_run(tmp_path, "lundi ingest", patience=0):
            pass
        with only_run(tmp_path, "lundi monday", patience=0) as hold:
            assert hold.take_killed().process_id == first.pid
            assert hold.take_killed() is None
    assert (tmp_path / LOCK_FILE).read_bytes() == b""


def test_what_a_killed_run_began_keeps_the_lock_until_it_has_ended(tmp_path):
    with holder(tmp_path, "with child") as first:
        first.kill()
        with pytest.raises(BusyError, match=f"process {first.pid} "), only_run(tmp_path, "lundi monday", patience=0.2):
            pass
        first.stdin.close()
    with only_run(tmp_path, "lundi monday", patience=5):
        pass


def test_the_process_that_holds_it_goes_on_inside_and_a_folder_beside_it_is_another(tmp_path):
    with only_run(tmp_path / "one", "lundi replay") as outer:
        with only_run(tmp_path / "one", "lundi monday") as inner:
            assert inner is outer
        with only_run(tmp_path / "two", "lundi monday"):
            assert len(held_descriptors()) == 2
        assert len(held_descriptors()) == 1
    assert held_descriptors() == ()


def test_a_run_that_fails_releases_the_lock_and_counts_as_ended(tmp_path):
    with pytest.raises(ValueError, match="broken"), only_run(tmp_path, "lundi monday"):
        raise ValueError("broken")
    with only_run(tmp_path, "lundi monday", patience=0) as hold:
        assert hold.killed is None


def test_a_name_that_was_half_written_stops_nobody(tmp_path):
    (tmp_path / LOCK_FILE).write_text('{"command": "lundi mon')
    with only_run(tmp_path, "lundi monday", patience=0) as hold:
        assert hold.killed is None


def test_a_run_that_ends_while_another_waits_lets_it_in(tmp_path):
    with holder(tmp_path) as first:
        first.stdin.close()
        started = time.monotonic()
        with only_run(tmp_path, "lundi monday", patience=10):
            assert time.monotonic() - started < 10

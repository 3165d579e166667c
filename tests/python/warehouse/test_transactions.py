"""All of it or nothing, and a disk that takes no more: an error of its own, which no delivery is refused for (F52)."""

import errno
import os
import resource
import subprocess
import sys

import duckdb
import pytest

from lundi.warehouse.transactions import DiskError, as_disk_error, transaction
from worlds import LandingZone, ticket

SMALL, LARGE = "20261114T050000Z-001", "20261115T050000Z-001"
LARGE_ROW_COUNT = 20_000
FILE_BYTE_LIMIT = 1_000_000  # the database with the small delivery fits, the log of the large one does not


@pytest.fixture
def connection():
    with duckdb.connect() as connection:
        connection.execute("create table kept (number integer primary key)")
        yield connection


def numbers(connection):
    return connection.execute("select number from kept order by number").fetchall()


def test_what_is_done_within_is_committed(connection):
    with transaction(connection):
        connection.execute("insert into kept values (1), (2)")
    assert numbers(connection) == [(1,), (2,)]


def test_an_error_takes_all_of_it_back_and_comes_through_as_it_is(connection):
    with pytest.raises(KeyError):
        fail_within(connection, KeyError("no"))
    assert numbers(connection) == []


def test_a_commit_that_fails_tells_why_and_not_that_nothing_was_left_to_take_back(connection):
    connection.execute("insert into kept values (1)")
    with pytest.raises(duckdb.Error, match=r"Failed to commit: .*constraint"):
        insert_what_another_inserts(connection)
    assert numbers(connection) == [(1,), (2,)]


@pytest.mark.parametrize(
    ("error", "is_of_the_disk"),
    [
        (OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)), True),
        (duckdb.IOException("IO Error: Could not write file: No space left on device"), True),
        (OSError(errno.ENOENT, os.strerror(errno.ENOENT)), False),
        (duckdb.IOException("IO Error: No files found that match the pattern"), False),
        (ValueError("No space left on device"), False),
    ],
)
def test_the_disk_is_known_by_what_the_system_says_of_it(error, is_of_the_disk):
    assert (as_disk_error(error) is not None) is is_of_the_disk


def test_an_error_of_the_disk_within_is_told_as_such(connection):
    with pytest.raises(DiskError, match=r"the disk takes no more: .*No space left"):
        fail_within(connection, OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)))


def test_a_full_disk_refuses_no_delivery_and_the_next_run_takes_what_was_left(tmp_path):
    zone = LandingZone(tmp_path / "landing")
    zone.deliver("pos/tickets", [ticket("T1", "S1", "2026-11-13", "5.00")], SMALL)
    many = [ticket(f"T{os.urandom(16).hex()}", "S1", "2026-11-14", "5.00") for _ in range(LARGE_ROW_COUNT)]
    zone.deliver("pos/tickets", many, LARGE)

    full = ingest(tmp_path, limit=FILE_BYTE_LIMIT)
    assert full.returncode == 1
    assert "the disk takes no more" in full.stderr
    assert "next: free disk space" in full.stderr
    assert "Traceback" not in full.stderr
    assert ledger(tmp_path) == [(SMALL, "accepted", 1)]

    assert ingest(tmp_path).returncode == 0
    assert ledger(tmp_path) == [(SMALL, "accepted", 1), (LARGE, "accepted", LARGE_ROW_COUNT)]


def fail_within(connection, error):
    with transaction(connection):
        connection.execute("insert into kept values (1)")
        raise error


def insert_what_another_inserts(connection):
    with transaction(connection):
        connection.execute("insert into kept values (2)")
        connection.cursor().execute("insert into kept values (2)")


def ingest(folder, limit=None):
    places = {"LUNDI_LANDING": "landing", "LUNDI_WAREHOUSE": "warehouse", "LUNDI_OUT": "out"}
    program = "from lundi.cli import main; main()"
    return subprocess.run(
        [sys.executable, "-c", program, "ingest"],
        env={**os.environ, **{name: str(folder / place) for name, place in places.items()}},
        # The system says of a file that may not grow what it says of a full disk, with another number.
        preexec_fn=limit and (lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))),
        capture_output=True,
        text=True,
        check=False,
    )


def ledger(folder):
    with duckdb.connect() as connection:
        connection.execute(f"attach '{folder / 'warehouse' / 'raw.duckdb'}' as landed (read_only)")
        return connection.execute(
            "select delivery_id, status, loaded_row_count from landed.raw.deliveries order by delivery_id"
        ).fetchall()

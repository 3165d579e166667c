"""Publishing is one rename: a reader keeps what it opened, the next one sees the new edition."""

import subprocess
import sys

import duckdb
import pytest

from lundi.errors import LundiError
from lundi.warehouse.published import open_published, publish, rows
from runs import settings_in

READER = """
import duckdb, sys
connection = duckdb.connect(sys.argv[1], read_only=True)
for _ in sys.stdin:
    print(connection.execute("select edition from edition").fetchone()[0], flush=True)
"""


def write_edition(path, name):
    path.parent.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(str(path)) as connection:
        connection.execute("create table edition as select ? as edition", [name])


def read_edition(settings):
    with open_published(settings) as connection:
        return rows(connection, "select edition from edition")


def test_a_reader_keeps_its_edition_while_the_next_is_published(tmp_path):
    settings = settings_in(tmp_path)
    write_edition(settings.published_database, "first")
    write_edition(settings.build_database, "second")
    reader = subprocess.Popen(
        [sys.executable, "-c", READER, str(settings.published_database)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip

    def ask():
        reader.stdin.write("\n")
        reader.stdin.flush()
        return reader.stdout.readline().strip()

    assert ask() == "first"
    publish(settings)
    assert ask() == "first"
    reader.communicate()
    assert read_edition(settings) == [{"edition": "second"}]
    assert not settings.build_database.exists()


def test_a_build_that_was_not_closed_is_not_published(tmp_path):
    settings = settings_in(tmp_path)
    write_edition(settings.published_database, "first")
    write_edition(settings.build_database, "second")
    settings.build_database.with_name("lundi.duckdb.wal").write_bytes(b"rows")
    with pytest.raises(LundiError, match="write-ahead log"):
        publish(settings)
    assert read_edition(settings) == [{"edition": "first"}]


def test_before_the_first_edition_the_next_step_is_named(tmp_path):
    with pytest.raises(LundiError) as missing, open_published(settings_in(tmp_path)):
        pass
    assert "lundi monday" in missing.value.next_step


def test_an_edition_of_another_version_is_said_so(tmp_path):
    settings = settings_in(tmp_path)
    write_edition(settings.published_database, "first")
    with open_published(settings) as connection, pytest.raises(LundiError, match="not this version's"):
        rows(connection, "select * from reports.rpt_monday_header")

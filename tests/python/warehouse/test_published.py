"""Publishing is one rename: a reader keeps what it opened, the next one sees the new edition."""

import os
import subprocess
import sys
from datetime import UTC, datetime

import duckdb
import pytest

from lundi.errors import LundiError
from lundi.warehouse.published import (
    Edition,
    open_edition,
    open_published,
    publish,
    read_edition,
    roll_back,
    rows,
    settle,
)
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


def name_in(path):
    with open_edition(path) as connection:
        return connection.execute("select edition from edition").fetchone()[0]


def publish_named(settings, name, as_of=None):
    write_edition(settings.build_database, name)
    publish(settings, as_of, f"run of {name}")


def names_of(settings):
    """The published edition and the former one."""
    return [
        name_in(path) if path.is_file() else None for path in (settings.published_database, settings.former_database)
    ]


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
    assert names_of(settings) == ["second", "first"]
    assert not settings.build_database.exists()


def test_a_build_that_was_not_closed_is_not_published(tmp_path):
    settings = settings_in(tmp_path)
    write_edition(settings.published_database, "first")
    write_edition(settings.build_database, "second")
    settings.build_database.with_name("lundi.duckdb.wal").write_bytes(b"rows")
    with pytest.raises(LundiError, match="write-ahead log"):
        publish(settings)
    assert names_of(settings) == ["first", None]


def test_before_the_first_edition_the_next_step_is_named(tmp_path):
    with pytest.raises(LundiError) as missing, open_published(settings_in(tmp_path)):
        pass
    assert "lundi monday" in missing.value.next_step


def test_an_edition_of_another_version_is_said_so(tmp_path):
    settings = settings_in(tmp_path)
    write_edition(settings.published_database, "first")
    with open_published(settings) as connection, pytest.raises(LundiError, match="not this version's"):
        rows(connection, "select * from reports.rpt_monday_header")


# --- the former edition --------------------------------------------------------------------------------------------


def test_one_former_edition_is_kept_and_no_more(tmp_path):
    settings = settings_in(tmp_path)
    found = []
    for name in ("first", "second", "third"):
        publish_named(settings, name)
        found.append(names_of(settings))
    assert found == [["first", None], ["second", "first"], ["third", "second"]]
    assert sorted(path.name for path in settings.former_database.parent.iterdir()) == ["lundi.duckdb"]


def test_the_published_name_is_never_without_an_edition(tmp_path, monkeypatch):
    settings = settings_in(tmp_path)
    publish_named(settings, "first")
    first = settings.published_database.stat().st_ino
    seen = []
    for name in ("link", "replace", "fsync"):
        original = getattr(os, name)

        def watched(*arguments, original=original):
            seen.append(settings.published_database.stat().st_ino == first)
            original(*arguments)
            seen.append(settings.published_database.stat().st_ino == first)

        monkeypatch.setattr(os, name, watched)
    publish_named(settings, "second")
    roll_back(settings)
    # a file that was not there would have raised
    changes = [is_first for place, is_first in enumerate(seen) if place == 0 or seen[place - 1] != is_first]
    assert (changes, len(seen)) == ([True, False, True], 28)


def test_a_file_system_without_hard_links_is_said_so_and_the_published_edition_stands(tmp_path, monkeypatch):
    settings = settings_in(tmp_path)
    publish_named(settings, "first")

    def refuse(*paths):
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", refuse)
    with pytest.raises(LundiError, match="cannot be kept") as refused:
        publish_named(settings, "second")
    assert "hard links" in refused.value.next_step
    assert names_of(settings) == ["first", None]


def test_a_publication_killed_before_its_rename_leaves_the_former_edition_alone(tmp_path):
    settings = settings_in(tmp_path)
    publish_named(settings, "first")
    publish_named(settings, "second")
    os.link(settings.published_database, settings.superseded_database)
    assert "before its rename" in settle(settings)
    assert names_of(settings) == ["second", "first"]
    assert not settings.superseded_database.exists()
    assert settle(settings) is None


def test_a_publication_killed_after_its_rename_is_ended_by_the_next_command(tmp_path):
    settings = settings_in(tmp_path)
    publish_named(settings, "first")
    publish_named(settings, "second")
    os.link(settings.published_database, settings.superseded_database)
    write_edition(settings.build_database, "third")
    os.replace(settings.build_database, settings.published_database)
    assert "after its rename" in settle(settings)
    assert names_of(settings) == ["third", "second"]


# --- back to it ----------------------------------------------------------------------------------------------------


def test_a_rollback_changes_the_two_editions_and_a_second_one_changes_them_back(tmp_path):
    settings = settings_in(tmp_path)
    publish_named(settings, "first", datetime(2026, 11, 9, 5, 0, tzinfo=UTC))
    publish_named(settings, "second", datetime(2026, 11, 16, 5, 0, tzinfo=UTC))
    change = roll_back(settings)
    assert change.published.name == "the edition of 2026-W45, as of 2026-11-09 06:00 (Europe/Paris)"
    assert (change.published.run_id, change.withdrawn.run_id) == ("run of first", "run of second")
    assert names_of(settings) == ["first", "second"]
    assert roll_back(settings).published.iso_week == "2026-W46"
    assert names_of(settings) == ["second", "first"]


def test_without_a_former_edition_a_rollback_is_refused(tmp_path):
    settings = settings_in(tmp_path)
    publish_named(settings, "first")
    with pytest.raises(LundiError, match="no former edition"):
        roll_back(settings)
    assert names_of(settings) == ["first", None]


def test_a_former_edition_that_cannot_be_opened_is_not_published(tmp_path):
    settings = settings_in(tmp_path)
    publish_named(settings, "first")
    publish_named(settings, "second")
    settings.former_database.write_bytes(b"no database" * 1000)
    with pytest.raises(LundiError, match="cannot be opened"):
        roll_back(settings)
    assert name_in(settings.published_database) == "second"


def test_a_published_edition_that_cannot_be_opened_does_not_stop_a_rollback(tmp_path):
    settings = settings_in(tmp_path)
    publish_named(settings, "first")
    publish_named(settings, "second")
    settings.published_database.write_bytes(b"no database" * 1000)
    assert roll_back(settings).withdrawn == Edition()
    assert name_in(settings.published_database) == "first"


def test_a_former_edition_comes_back_where_the_published_one_is_lost(tmp_path):
    settings = settings_in(tmp_path)
    publish_named(settings, "first")
    publish_named(settings, "second")
    settings.published_database.unlink()
    assert roll_back(settings).withdrawn is None
    assert names_of(settings) == ["first", None]


def test_an_edition_that_an_older_version_published_says_that_its_moment_is_not_known(tmp_path):
    write_edition(tmp_path / "lundi.duckdb", "old")
    edition = read_edition(tmp_path / "lundi.duckdb")
    assert edition == Edition()
    assert "not known" in edition.name

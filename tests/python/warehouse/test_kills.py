"""A Monday's end, killed before what it changes: what readers find then, and what the next run makes of it.

And readers who never stop asking while fifty editions are published.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from lundi.warehouse.published import publish
from runs import settings_in

PROGRAM = Path(__file__).with_name("killed_publications.py")
STRIDE = 17  # of the statements that DuckDB is asked, every seventeenth
PUBLICATIONS = ("publications", "publication_sections", "publication_figures")
PUBLISHED_SALES = "published_sales"

# Opens the published edition again and again; a line for each edition that it has not seen, or for what is wrong.
READER = """
import duckdb, select, sys, time
last, asked = None, 0
print("begun", flush=True)
while not select.select([sys.stdin], [], [], 0)[0]:
    with duckdb.connect(sys.argv[1], read_only=True, config={"threads": 1}) as connection:
        one = connection.execute("select distinct edition from one").fetchall()
        other = connection.execute("select distinct edition from other").fetchall()
    if one != other or len(one) != 1 or (last is not None and one[0][0] < last):
        sys.exit(f"mixed: {one} {other} after {last}")
    last, asked = one[0][0], asked + 1
    time.sleep(0.005)
print(asked, last)
"""


@pytest.fixture(scope="module")
def kills(tmp_path_factory):
    command = [sys.executable, str(PROGRAM), str(tmp_path_factory.mktemp("kills")), str(STRIDE)]
    swept = subprocess.run(command, capture_output=True, text=True, check=False)
    assert swept.returncode == 0, swept.stderr[-2000:]
    undisturbed, *killed = [json.loads(line) for line in swept.stdout.splitlines()]
    return undisturbed, killed


def test_the_run_is_killed_before_its_renames_its_link_and_its_statements(kills):
    undisturbed, killed = kills
    assert all(kill["killed"] for kill in killed)
    hit = [undisturbed["calls"][kill["point"]] for kill in killed]
    assert (hit.count("link"), hit.count("replace")) == (1, 2)
    assert hit.count("execute") + hit.count("executemany") >= 3


def test_wherever_it_is_killed_the_published_edition_is_one_whole_edition(kills):
    _, killed = kills
    found = [(kill["left"]["published"], kill["left"]["former"]) for kill in killed]
    # in the order of the points: the edition before, then, once it is renamed, the new one
    assert [published for published, _ in found] == sorted(published for published, _ in found)
    assert {tuple(map(str, pair)) for pair in found} == {
        ("[['first']]", "[['zero']]"), ("[['second']]", "[['zero']]"), ("[['second']]", "[['first']]"),
    }  # fmt: skip


def test_the_next_run_gives_what_a_run_gives_that_was_never_killed(kills):
    undisturbed, killed = kills
    wanted = undisturbed["after"]
    assert wanted["published"] == [["second"]]
    for kill in killed:
        after = kill["after"]
        for what in ("published", "customer_registry", "customer_events", *PUBLICATIONS, PUBLISHED_SALES, "left"):
            assert after[what] == wanted[what], (kill["point"], what)
        # A kill after the rename leaves an edition that is the next run's former one.
        assert after["former"] in ([["first"]], [["second"]])


def test_what_was_printed_is_kept_whole_or_not_at_all(kills):
    undisturbed, killed = kills
    wanted = {what: undisturbed["after"][what] for what in PUBLICATIONS}
    assert all(wanted.values())
    for kill in killed:
        left = {what: kill["left"][what] for what in PUBLICATIONS}
        assert left in (wanted, {what: [] for what in PUBLICATIONS}), kill["point"]
        assert kill["left"][PUBLISHED_SALES] in (undisturbed["after"][PUBLISHED_SALES], []), kill["point"]


def test_a_run_is_written_down_once_and_whole_or_not_at_all(kills):
    _, killed = kills
    for kill in killed:
        for state in (kill["left"], kill["after"]):
            assert state["runs"] == state["steps"]
        assert kill["after"]["runs"].count(["second 2"]) == 1


def test_readers_who_never_stop_asking_see_whole_editions_and_no_error_while_fifty_are_published(tmp_path):
    settings = settings_in(tmp_path)

    settings.build_database.parent.mkdir(parents=True)
    with duckdb.connect() as connection:
        for number in range(51):
            connection.execute(f"attach '{tmp_path / str(number)}' as built")
            for table in ("one", "other"):
                connection.execute(f"create table built.{table} as select {number} as edition from range(1000)")
            connection.execute("detach built")

    def publish_number(number):
        os.replace(tmp_path / str(number), settings.build_database)
        publish(settings)

    publish_number(0)
    command = [sys.executable, "-c", READER, str(settings.published_database)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    readers = [subprocess.Popen(command, **pipes) for _ in range(2)]
    for reader in readers:
        assert reader.stdout.readline() == "begun\n"
    for number in range(1, 51):
        publish_number(number)
    for reader in readers:
        said, complaint = reader.communicate("enough\n")
        assert reader.returncode == 0, complaint
        asked, last = map(int, said.split())
        assert asked > 5
        assert last <= 50

"""What was published is kept once, never changed, and found again as it stood."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from lundi.errors import LundiError
from lundi.publications import Store, find_publications, keep_publications
from lundi.reports.words import Words, load_words, speaking
from lundi.warehouse.ledger import naive
from lundi.warehouse.state import open_state
from reports.factories import normal_week, store_week

MONDAY = datetime(2026, 11, 16, 5, 0, tzinfo=UTC)
TABLES = ("publications", "publication_sections", "publication_figures")
COMPANY = normal_week().with_hash()
STORE = store_week().with_hash()
WEEK = COMPANY.iso_week


def restated(data=COMPANY, cents="0.01"):
    first = data.tiles[0]
    tile = replace(first, current_value=first.current_value + Decimal(cents))
    return replace(data, tiles=(tile, *data.tiles[1:])).with_hash()


@pytest.fixture
def connection(tmp_path):
    with open_state(tmp_path / "state.duckdb") as connection:
        yield connection


@pytest.fixture
def store(connection):
    return Store(connection)


def rows_of(store):
    return {table: store.rows(f"select * from lundi_state.state.{table} order by all") for table in TABLES}


def test_an_edition_is_published_once_and_again_when_a_cent_differs(store):
    assert keep_publications(store, [COMPANY, STORE], MONDAY, "r1") == 2
    before = rows_of(store)
    assert keep_publications(store, [COMPANY, STORE], MONDAY + timedelta(hours=2), "r2") == 0
    assert rows_of(store) == before

    assert keep_publications(store, [restated(), STORE], MONDAY + timedelta(days=7), "r3") == 1
    after = rows_of(store)
    for table in TABLES:
        assert set(before[table]) < set(after[table]), f"{table} is only appended to"
    assert [row[0] for row in after["publications"] if row[0] not in {r[0] for r in before["publications"]}] == [
        f"{WEEK}/company/{COMPANY.language}/2"
    ]


def test_what_did_not_change_is_not_stored_twice(store):
    keep_publications(store, [COMPANY], MONDAY, "r1")
    before = len(rows_of(store)["publication_figures"])
    keep_publications(store, [restated()], MONDAY + timedelta(days=7), "r2")
    added = [row for row in rows_of(store)["publication_figures"] if row[1] > MONDAY.replace(tzinfo=None)]
    assert len(rows_of(store)["publication_figures"]) == before + len(added)
    names = {row[3].split("/")[0] for row in added}
    assert names == {tile.metric_code for tile in COMPANY.tiles}, "only the part with the tile that changed"


def test_the_last_publication_is_found_and_an_earlier_one_by_moment_or_number(store):
    keep_publications(store, [COMPANY, STORE], MONDAY, "r1")
    keep_publications(store, [restated(), STORE], MONDAY + timedelta(days=7), "r2")

    def found(**wanted):
        return [one.data for one in find_publications(store, WEEK, COMPANY.language, **wanted)]

    assert found() == [restated(), STORE]
    assert found(published_until=MONDAY) == [COMPANY, STORE]
    assert found(published_until=MONDAY + timedelta(days=7) - timedelta(seconds=1)) == [COMPANY, STORE]
    assert found(number=1) == [COMPANY, STORE]
    assert found(number=2) == [restated()]
    with pytest.raises(LundiError, match="no such publication") as raised:
        found(published_until=MONDAY - timedelta(seconds=1))
    assert WEEK in raised.value.next_step


def test_a_monday_made_again_after_a_later_one_is_not_the_last(store):
    keep_publications(store, [restated()], MONDAY + timedelta(days=7), "r1")
    keep_publications(store, [COMPANY], MONDAY, "r2")
    assert [one.number for one in find_publications(store, WEEK, COMPANY.language)] == [1]


def test_a_past_monday_made_again_keeps_the_parts_that_a_later_one_kept_first(store):
    keep_publications(store, [COMPANY], MONDAY + timedelta(days=7), "r1")
    keep_publications(store, [restated()], MONDAY, "r2")
    early = store.rows(
        "select distinct figure_name from state.publication_figures where as_of = ? order by all", [naive(MONDAY)]
    )
    late = store.rows("select distinct figure_name from state.publication_figures order by all")
    assert early == late
    assert [one.data for one in find_publications(store, WEEK, COMPANY.language, number=2)] == [restated()]
    assert [one.data for one in find_publications(store, WEEK, COMPANY.language, number=1)] == [COMPANY]


def test_a_sentence_that_was_worded_anew_since_is_printed_as_it_was(store):
    old = load_words(COMPANY.language)
    keep_publications(store, [COMPANY], MONDAY, "r1")
    new = Words({**old.sentences, "document.kicker": "Autrement"})
    with speaking(COMPANY.language, new):
        assert keep_publications(store, [COMPANY], MONDAY + timedelta(days=7), "r2") == 1, "other words, other print"
    first, second = (find_publications(store, WEEK, COMPANY.language, number=n)[0] for n in (1, 2))
    assert first.words("document.kicker") == old("document.kicker")
    assert second.words("document.kicker") == "Autrement"
    assert load_words(COMPANY.language).sentences == old.sentences


def test_a_publication_that_fails_halfway_leaves_nothing(connection, store):
    connection.execute("drop table state.publication_figures")
    with pytest.raises(Exception, match="publication_figures"):
        keep_publications(store, [COMPANY], MONDAY, "r1")
    assert store.rows("select count(*) from state.publications") == [(0,)]
    assert store.rows("select count(*) from state.publication_sections") == [(0,)]


@pytest.mark.parametrize(
    "change",
    [
        "update state.publication_figures set figure_value = '0.00' where figure_name like '%current_value'",
        "delete from state.publication_figures where figure_name like '%current_value'",
        "delete from state.publication_sections where section_code = 'tiles'",
    ],
)
def test_what_somebody_changed_in_the_state_is_not_printed(connection, store, change):
    keep_publications(store, [COMPANY], MONDAY, "r1")
    connection.execute(change)
    with pytest.raises(LundiError, match=r"company.*(not those that were published|is gone)"):
        find_publications(store, WEEK, COMPANY.language)

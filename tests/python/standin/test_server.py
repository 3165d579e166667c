"""One stand-in at a time, which leaves nothing behind and never answers HTTP 500."""

import logging
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import fakesnow.arrow
import fakesnow.server
import fakesnow.transforms
import fakesnow.transforms.transforms
import pytest
from snowflake.connector.errors import Error
from sqlglot import exp

from standin import Disposition, StandIn

SESSIONS, QUESTIONS = 4, 40
PATCHED = (
    (exp.Expression, "transform"),
    (fakesnow.arrow, "timestamp_to_sf_struct"),
    (fakesnow.server, "shared_fs"),
    (fakesnow.server, "sessions"),
    (fakesnow.server, "parse_one"),
    (fakesnow.transforms, "trim_cast_varchar"),
    (fakesnow.transforms, "integer_precision"),
    (fakesnow.transforms, "numeric_agg_implicit_cast"),
    (fakesnow.transforms.transforms, "SQL_DESCRIBE_TABLE"),
)


def patched() -> list[object]:
    return [getattr(place, name) for place, name in PATCHED]


def test_nothing_stays_patched_after_the_end():
    before = patched()
    with StandIn():
        assert all(now is not then for now, then in zip(patched(), before, strict=True))
    assert all(now is then for now, then in zip(patched(), before, strict=True))


def test_nothing_stays_patched_after_an_error():
    before = patched()
    with pytest.raises(KeyError), StandIn():
        raise KeyError
    assert all(now is then for now, then in zip(patched(), before, strict=True))


def test_a_second_one_in_the_same_process_is_refused_and_the_first_goes_on(standin, run):
    with pytest.raises(RuntimeError, match="already"), StandIn():
        pass
    assert run("select 1") == [(1,)]


def test_the_environment_names_where_it_listens(standin):
    assert standin.environment["LUNDI_SNOWFLAKE_PORT"] == str(standin.port)
    assert standin.environment["LUNDI_SNOWFLAKE_HOST"] == "127.0.0.1"


def test_each_one_begins_empty():
    # The module's own stand-in is ended by then only in other modules: this test stands alone in its process order.
    names = "select count(*) from duckdb_databases() where database_name = 'LUNDI'"
    assert StandIn().duckdb.execute(names).fetchone() == (0,)


def test_what_the_emulator_did_not_foresee_is_a_sql_error_at_once_and_stands_in_the_ledger(
    standin, client, monkeypatch
):
    def fail(*_: object) -> None:
        raise OverflowError("no such type")

    monkeypatch.setattr(fakesnow.server, "to_sf", fail)
    started = time.monotonic()
    with pytest.raises(Error, match="not answered: OverflowError: no such type"):
        client.cursor().execute("select 1")
    assert time.monotonic() - started < 2
    assert standin.ledger.statements[-1].disposition is Disposition.REFUSED


def test_an_error_before_the_cursor_names_its_cause(standin, client, monkeypatch):
    def fail(*_: object) -> None:
        raise OverflowError("no such kind")

    monkeypatch.setattr(fakesnow.server, "statement_type_id", fail)
    with pytest.raises(Error, match="not answered: OverflowError: no such kind"):
        client.cursor().execute("select 1")
    assert "no such kind" in standin.ledger.statements[-1].error


def test_many_sessions_may_send_the_same_words_at_once(standin):
    """Threads change places as often as Python lets them, so that what they share would show."""
    every = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    try:
        with ThreadPoolExecutor(SESSIONS) as sessions:
            answers = [found for found in sessions.map(_asks_often, [standin] * SESSIONS)]
    finally:
        sys.setswitchinterval(every)
    assert answers == [[(3,)] * QUESTIONS] * SESSIONS


def _asks_often(standin):
    with standin.client() as client:
        return [client.cursor().execute("select 1 + 2 as a").fetchone() for _ in range(QUESTIONS)]


def test_a_question_about_a_query_names_its_columns(client):
    found = client.cursor().describe("select 1 as a, 'b' as b")
    assert [column.name for column in found] == ["A", "B"]


def test_the_emulators_own_log_is_silent(standin, client, caplog):
    with caplog.at_level(logging.DEBUG), pytest.raises(Error):
        client.cursor().execute("call p()")
    assert not [record for record in caplog.records if record.name.startswith("fakesnow")]

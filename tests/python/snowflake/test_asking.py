"""The account asked with the statements of local databases: values beside the text, lists as one of them."""

import json
from datetime import date, datetime

import pytest

from lundi.errors import LundiError
from lundi.snowflake import asking
from lundi.snowflake.asking import (
    LISTED,
    MOST_LISTED,
    OFFICER,
    asked_account,
    check_still_published,
    listed,
    with_marks,
)
from lundi.warehouse.published import Edition


@pytest.mark.parametrize(
    ("statement", "parameters", "text", "values"),
    [
        ("select ?, ?", [1, "a"], "select ?, ?", [1, "a"]),
        ("select $b, $a, $b", {"a": 1, "b": 2}, "select ?, ?, ?", [2, 1, 2]),
        ("select $1, $1", ["x"], "select ?, ?", ["x", "x"]),
        ("select 1 -- $a is told below\nfrom t", [], "select 1 \nfrom t", []),
        ("select $at", {"at": datetime(2026, 11, 16, 8)}, "select ?", ["2026-11-16 08:00:00"]),
    ],
)
def test_values_go_in_the_order_of_their_marks(statement, parameters, text, values):
    assert with_marks(statement, parameters) == (text, values)


def test_a_long_list_goes_in_several_texts():
    texts = [*listed([f"K{number}", date(2026, 1, 1)] for number in range(MOST_LISTED + 1))]
    assert [len(json.loads(text)) for text in texts] == [MOST_LISTED, 1]
    assert json.loads(texts[1]) == [[f"K{MOST_LISTED}", "2026-01-01"]]
    assert [*listed([])] == []


def test_a_list_is_taken_apart_there_and_names_come_back_in_lower_case(account):
    with asked_account(OFFICER, "nothing was changed") as there:
        (text,) = listed([["a", 1], ["b", None]])
        found = there.execute(
            f"select listed.value[0]::varchar as WORD, listed.value[1]::bigint as NUMBER from {LISTED} order by 1",
            [text],
        )
        assert [name for name, *_ in found.description] == ["word", "number"]
        assert found.fetchall() == [("a", 1), ("b", None)]


def test_the_published_database_goes_by_the_name_that_the_environment_gives(account, monkeypatch):
    monkeypatch.setenv("LUNDI_SNOWFLAKE_DATABASE", "LUNDI_OTHER")
    with account.client() as client:
        client.cursor().execute("create database lundi_other")
        client.cursor().execute("create schema lundi_other.marts")
        client.cursor().execute("create table lundi_other.marts.t as select 7 as n")
    with asked_account(OFFICER, "nothing was changed") as there:
        assert there.execute("select n from lundi.marts.t").fetchone() == (7,)


def test_a_statement_that_is_refused_is_told_with_what_mends_it(account):
    with (
        pytest.raises(LundiError, match="refused a statement, nothing was changed") as told,
        asked_account(OFFICER, "nothing was changed") as there,
    ):
        there.execute("select 1 from lundi.marts.nothing_of_that_name")
    assert "LUNDI_PRIVACY_OFFICER" in told.value.next_step


def test_a_transaction_that_fails_leaves_nothing(account):
    with account.client() as client:
        client.cursor().execute("create table lundi_state.state.t (n bigint)")
    with asked_account(OFFICER, "nothing was changed") as there:
        with pytest.raises(LundiError), there.transaction():
            insert_and_fail(there)
        with there.transaction():
            there.execute("insert into lundi_state.state.t values (?)", [2])
        assert there.execute("select n from lundi_state.state.t").fetchall() == [(2,)]


def insert_and_fail(there):
    there.execute("insert into lundi_state.state.t values (?)", [1])
    raise LundiError("it does not go on")


def test_an_edition_that_was_swapped_meanwhile_is_told(monkeypatch):
    stands = Edition(datetime(2026, 11, 16), "r1")
    monkeypatch.setattr(asking, "read_edition_there", lambda: stands)
    check_still_published(stands)
    with pytest.raises(LundiError, match="another edition was published meanwhile"):
        check_still_published(Edition(datetime(2026, 11, 9), "r0"))

"""The secret of keyed hashes is made once, is its owner's alone, and is never changed under a list that needs it."""

import stat

import pytest

from lundi.errors import LundiError
from lundi.warehouse.secret import VARIABLE, ensure_secret, given_pepper
from lundi.warehouse.state import ensure_state, open_state

ONE, OTHER = "one secret of forty characters, or nearly", "another secret of more than thirty-two characters"


@pytest.fixture(autouse=True)
def _no_pepper_is_given(monkeypatch):
    monkeypatch.delenv(VARIABLE, raising=False)


@pytest.fixture
def places(tmp_path):
    return tmp_path / "warehouse" / "secret.duckdb", tmp_path / "warehouse" / "state.duckdb"


def erase_somebody(state):
    with open_state(state) as connection:
        connection.execute("insert into privacy.suppressions values ('RQ1', timestamp '2026-11-01', 'card', 'hash')")


def test_it_is_made_with_the_state_once_and_nobody_else_may_read_it(places):
    secret, state = places
    ensure_state(state)
    made = ensure_secret(secret, state)
    assert len(made) == 64
    assert stat.S_IMODE(secret.stat().st_mode) == 0o600
    ensure_state(state)
    assert ensure_secret(secret, state) == made


def test_two_warehouses_have_two_secrets(tmp_path):
    first, second = (ensure_secret(tmp_path / name / "secret.duckdb", tmp_path / "none") for name in "ab")
    assert first != second


def test_one_that_the_environment_names_is_taken_as_long_as_nobody_was_erased(places, monkeypatch):
    secret, state = places
    ensure_state(state)
    for value in (ONE, OTHER):
        monkeypatch.setenv(VARIABLE, value)
        assert ensure_secret(secret, state) == value
    monkeypatch.delenv(VARIABLE)
    assert ensure_secret(secret, state) == OTHER, "dbt reads the file, whatever the environment of the next run names"


def test_one_that_would_forget_everybody_is_refused(places, monkeypatch):
    secret, state = places
    ensure_state(state)
    known = ensure_secret(secret, state)
    erase_somebody(state)
    monkeypatch.setenv(VARIABLE, ONE)
    with pytest.raises(LundiError, match="is not the secret that the list of erased people was made with") as refused:
        ensure_state(state)
    assert ONE not in str(refused.value)
    monkeypatch.setenv(VARIABLE, known)
    assert ensure_secret(secret, state) == known


def test_one_that_is_lost_is_not_made_anew_under_a_list_that_needs_it(places, monkeypatch):
    secret, state = places
    ensure_state(state)
    known = ensure_secret(secret, state)
    erase_somebody(state)
    secret.unlink()
    with pytest.raises(LundiError, match="is gone"):
        ensure_state(state)
    assert not secret.exists()
    monkeypatch.setenv(VARIABLE, known)
    assert ensure_secret(secret, state) == known


def test_a_short_one_and_a_broken_file_are_refused(places, monkeypatch):
    secret, state = places
    monkeypatch.setenv(VARIABLE, "short")
    with pytest.raises(LundiError, match="fewer than 32 characters"):
        given_pepper()
    monkeypatch.delenv(VARIABLE)
    secret.parent.mkdir()
    secret.write_text("no database at all, but long enough to be looked at" * 100, encoding="utf-8")
    with pytest.raises(LundiError, match="cannot be opened"):
        ensure_secret(secret, state)

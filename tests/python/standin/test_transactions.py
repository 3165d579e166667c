"""Transactions end as in Snowflake, and a lost one is never called committed."""

import pytest


@pytest.fixture
def rows(run):
    run("create or replace table kept (a int)")
    return lambda: run("select a from kept order by a")


def test_a_commit_keeps_and_a_rollback_takes_back(run, rows):
    for ending in ("commit", "rollback"):
        run("begin transaction")
        run(f"insert into kept values ({len(ending)})")
        run(ending)
    assert rows() == [(6,)]


def test_a_commit_or_rollback_without_a_transaction_does_nothing(run, rows):
    run("commit")
    run("rollback")
    assert rows() == []


def test_a_commit_after_a_failure_that_took_the_transaction_is_an_error(fate, run, rows):
    run("begin")
    run("insert into kept values (1)")
    assert fate("insert into kept values ('no number')").error
    assert fate("insert into kept values (2)").error
    assert "taken back the whole transaction" in fate("commit").error
    assert rows() == []


def test_a_rollback_after_a_failure_goes_well_and_the_session_works_on(fate, run, rows):
    run("begin")
    fate("insert into kept values ('no number')")
    run("rollback")
    run("insert into kept values (3)")
    assert rows() == [(3,)]


def test_a_failure_outside_a_transaction_takes_nothing_with_it(fate, run, rows):
    run("insert into kept values (1)")
    fate("insert into kept values ('no number')")
    run("insert into kept values (2)")
    assert rows() == [(1,), (2,)]


@pytest.mark.parametrize(
    "definition", ["create or replace table other (a int)", "grant select on table kept to role r"]
)
def test_a_definition_commits_the_transaction_before_it(run, rows, definition):
    run("begin")
    run("insert into kept values (1)")
    run(definition)
    run("rollback")
    assert rows() == [(1,)]


def test_altering_the_session_commits_nothing(run, rows):
    run("begin")
    run("insert into kept values (1)")
    run("alter session set query_tag = 'a'")
    run("rollback")
    assert rows() == []


def test_a_merge_stands_in_the_transaction(run, rows):
    run("begin")
    run("merge into kept using (select 1 as a) as s on kept.a = s.a when not matched then insert (a) values (a)")
    run("rollback")
    assert rows() == []

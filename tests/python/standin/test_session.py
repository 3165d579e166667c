"""A session knows its role, warehouse and parameters, and takes what is temporary with it."""

import threading

import pytest
from snowflake.connector.errors import ProgrammingError

from standin import Disposition
from standin.session import Session, not_followed, with_context_functions_answered


def test_parameters_are_set_shown_and_unset(run):
    run("alter session set query_tag = 'it''s {\"run_id\": 1}', lock_timeout = 900")
    assert run("show parameters like 'query_tag' in session")[0][:2] == ("QUERY_TAG", 'it\'s {"run_id": 1}')
    assert run("show parameters like 'LOCK_TIMEOUT'")[0][1] == "900"
    run("alter session unset query_tag, lock_timeout")
    assert run("show parameters like 'query_tag' in session")[0][1] == ""


def test_each_statement_carries_its_sessions_tag_role_and_warehouse(standin):
    with standin.client(
        role="lundi_loader", warehouse="lundi_load", session_parameters={"QUERY_TAG": "lundi:loading"}
    ) as client:
        client.cursor().execute("select 1")
        line = standin.ledger.statements[-1]
    assert (line.query_tag, line.role, line.warehouse) == ("lundi:loading", "LUNDI_LOADER", "LUNDI_LOAD")


def test_a_parameter_that_would_change_answers_is_refused(fate):
    assert fate("alter session set week_start = 1").disposition is Disposition.REFUSED
    assert "TIMEZONE" in fate("alter session set query_tag = 'a', timezone = 'Europe/Paris'").error
    assert fate("alter session set timezone = 'UTC'").disposition is Disposition.SESSION
    assert not_followed({"QUERY_TAG": "a", "TIMEZONE": "utc", "CLIENT_TELEMETRY_ENABLED": "false"}) == ()


def test_parameters_are_not_shown_by_a_pattern(fate):
    assert fate("show parameters like 'query%'").disposition is Disposition.REFUSED


def test_without_autocommit_a_rollback_takes_back(run):
    run("create or replace table unsaved (a int)")
    run("alter session set autocommit = false")
    run("insert into unsaved values (1)")
    run("rollback")
    assert run("select count(*) from unsaved") == [(0,)]


def test_the_role_and_the_warehouse_come_from_the_login_and_change(standin):
    with standin.client(role="lundi_loader", warehouse="lundi_load") as client:
        cursor = client.cursor()
        asked = "select current_role(), CURRENT_WAREHOUSE ( ), current_user()"
        assert cursor.execute(asked).fetchall() == [("LUNDI_LOADER", "LUNDI_LOAD", "LUNDI")]
        cursor.execute("use role lundi_reporter")
        cursor.execute('use warehouse "LUNDI_REPORT"')
        cursor.execute("use secondary roles none")
        assert cursor.execute(asked).fetchall() == [("LUNDI_REPORTER", "LUNDI_REPORT", "LUNDI")]


def test_a_login_without_role_is_public_and_has_no_warehouse(run):
    assert run("select current_role(), current_warehouse()") == [("PUBLIC", None)]


def test_the_account_is_in_the_region_it_was_given(run, standin):
    assert run("select current_region()") == [(standin.region,)]


def test_words_in_a_text_or_a_column_are_no_context_function():
    for statement in ("select 'current_role()'", "select $$ current_user() $$", "select t.current_role from t"):
        assert with_context_functions_answered(statement, Session(), "R") == statement
    assert with_context_functions_answered("select current_role()", Session(role="R'S"), "R") == "select 'R''S'"


def test_a_view_that_asks_who_reads_it_is_refused_since_it_would_keep_one_answer(fate):
    assert "who reads it" in fate("create or replace view mine as select current_role() as r").error
    assert fate("create or replace view ours as select 'current_role()' as r").error is None


def test_temporary_tables_end_with_their_session(standin):
    with standin.client(database="lundi", schema="core") as client:
        cursor = client.cursor()
        cursor.execute("create temporary table lundi.core.passing as select 1 as a")
        cursor.execute("create or replace temporary view passing_view as select 1 as a")
        cursor.execute("create or replace temporary table passing as select 2 as a")
        assert cursor.execute("select a from lundi.core.passing").fetchall() == [(2,)]
        cursor.execute("create schema if not exists lundi.elsewhere")
        cursor.execute("use schema lundi.elsewhere")
    names = "select table_name from duckdb_tables() union select view_name from duckdb_views()"
    assert not {("PASSING",), ("PASSING_VIEW",)} & set(standin.duckdb.execute(names).fetchall())


def test_a_table_made_again_without_temporary_lasts(standin):
    with standin.client(database="lundi", schema="core") as client:
        client.cursor().execute("create temporary table lasting (a int)")
        client.cursor().execute("drop table lasting")
        client.cursor().execute("create table lasting (a int)")
    assert standin.duckdb.execute("select count(*) from LUNDI.CORE.LASTING").fetchall() == [(0,)]


def test_a_temporary_table_does_not_take_the_place_of_a_lasting_one(fate, run):
    run("create or replace table place as select 1 as a")
    assert "LUNDI.CORE.PLACE" in fate("create or replace temporary table place as select 2 as a").error
    assert run("select a from place") == [(1,)]


def test_an_open_transaction_ends_with_its_session(standin):
    with standin.client(database="lundi", schema="core") as client:
        client.cursor().execute("create table begun (a int)")
        client.cursor().execute("begin")
        client.cursor().execute("insert into begun values (1)")
    assert standin.duckdb.execute("select count(*) from LUNDI.CORE.BEGUN").fetchall() == [(0,)]


def test_sessions_side_by_side_keep_their_own_role_and_schema(standin):
    roles = [f"ROLE_{number}" for number in range(8)]
    found = {}

    def ask(role: str) -> None:
        with standin.client(role=role, database="lundi", schema="core") as client:
            for _ in range(5):
                found.setdefault(role, set()).update(
                    client.cursor().execute("select current_role(), current_schema()").fetchall()
                )

    threads = [threading.Thread(target=ask, args=(role,)) for role in roles]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == {role: {(role, "CORE")} for role in roles}


def test_one_session_does_not_see_what_another_has_not_committed(standin):
    with (
        standin.client(database="lundi", schema="core") as writer,
        standin.client(database="lundi", schema="core") as reader,
    ):
        writer.cursor().execute("create or replace table shared (a int)")
        writer.cursor().execute("begin")
        writer.cursor().execute("insert into shared values (1)")
        assert reader.cursor().execute("select count(*) from shared").fetchone() == (0,)
        writer.cursor().execute("commit")
        assert reader.cursor().execute("select count(*) from shared").fetchone() == (1,)


def test_a_closed_session_answers_no_more(standin):
    client = standin.client()
    client.close()
    with pytest.raises(Exception, match="closed"):
        client.cursor().execute("select 1")


def test_variables_are_the_sessions_and_an_unset_one_is_an_error(run):
    run("set week = '2026-W46'")
    assert run("select $week") == [("2026-W46",)]
    run("unset week")
    with pytest.raises(ProgrammingError):
        run("select $week")


def test_a_temporary_table_of_a_quoted_name_is_read_and_ends_too(standin):
    with standin.client(database="lundi", schema="core") as client:
        cursor = client.cursor()
        cursor.execute('create or replace temporary table "LUNDI"."CORE"."staged__dbt_tmp" as (select 1 as a)')
        assert cursor.execute('select a from "LUNDI"."CORE"."staged__dbt_tmp"').fetchall() == [(1,)]
    names = standin.duckdb.execute("select lower(table_name) from duckdb_tables()").fetchall()
    assert ("staged__dbt_tmp",) not in names

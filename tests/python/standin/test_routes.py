"""Each kind of statement takes its route, and its near miss does not."""

import time

import pytest
from snowflake.connector.errors import ProgrammingError

from standin.ledger import Disposition
from standin.routes import Answer, route_of, without_comments

ROUTED = [
    # Each answer: statements that take it, then near misses with theirs.
    ("alter session set query_tag = 'a'", Answer.SET_SESSION),
    ("alter session unset query_tag", Answer.UNSET_SESSION),
    ("alter sessions set query_tag = 'a'", Answer.REFUSE),
    ("show parameters like 'query_tag' in session", Answer.SHOW_PARAMETER),
    ("show parameters", Answer.REFUSE),
    ("use warehouse lundi_load", Answer.USE),
    ("use role lundi_loader", Answer.USE),
    ("use secondary roles none", Answer.USE),
    ("use schema lundi.core", Answer.RUN),
    ("use database lundi", Answer.RUN),
    ("use lundi.core", Answer.REFUSE),
    ("remove @lundi.core.stage/run", Answer.REMOVE),
    ("rm @lundi.core.stage", Answer.REMOVE),
    ("show grants on table lundi.core.t", Answer.SHOW_GRANTS),
    ("show grants to role lundi_loader", Answer.REFUSE),
    ("show future grants in schema lundi.core", Answer.REFUSE),
    ("grant select on table t to role r", Answer.GRANT),
    ("revoke select on table t from role r", Answer.GRANT),
    ("grants select on table t to role r", Answer.REFUSE),
    ("begin", Answer.RUN),
    ("begin transaction", Answer.RUN),
    ("begin insert into t values (1); end", Answer.REFUSE),
    ("begin let x int := 1; return x; end", Answer.REFUSE),
    ("declare x int; begin return 1; end", Answer.REFUSE),
    ("execute immediate 'select 1'", Answer.REFUSE),
    ("execute immediate $$ begin return 1; end $$", Answer.REFUSE),
    ("execute task t", Answer.REFUSE),
    ("call p()", Answer.REFUSE),
    ("create procedure p() returns int language sql as $$ begin return 1; end $$", Answer.REFUSE),
    ("create or replace secure procedure p() returns int language sql as 'x'", Answer.REFUSE),
    ("create or replace function f(a int) returns int as 'a + 1'", Answer.REFUSE),
    ("create task t as select 1", Answer.REFUSE),
    ("create stream s on table t", Answer.REFUSE),
    ("create pipe p as copy into t from @s", Answer.REFUSE),
    ("create or replace dynamic table d target_lag = '1 hour' warehouse = w as select 1", Answer.REFUSE),
    ("alter dynamic table d refresh", Answer.REFUSE),
    ("drop dynamic table d", Answer.REFUSE),
    ("create hybrid table h (a int primary key)", Answer.REFUSE),
    ("create external table e (a int) location = @s", Answer.REFUSE),
    ("create materialized view m as select 1 as a", Answer.REFUSE),
    ("create or replace semantic view s tables (t)", Answer.REFUSE),
    ("create or alter table t (a int)", Answer.REFUSE),
    ("create schema lundi.copy clone lundi.core", Answer.REFUSE),
    ("create database copy clone lundi", Answer.CLONE),
    ("create or replace database copy clone lundi", Answer.CLONE),
    ("create or replace database copy clone lundi at (offset => -60)", Answer.REFUSE),
    ("create transient database copy clone lundi", Answer.REFUSE),
    ("alter database lundi swap with copy", Answer.SWAP),
    ("alter schema lundi.core swap with lundi.other", Answer.REFUSE),
    ("create table u clone t", Answer.RUN),
    ("alter table t swap with u", Answer.REFUSE),
    ("alter table if exists lundi.core.t swap with lundi.core.u", Answer.REFUSE),
    ("undrop table t", Answer.REFUSE),
    ("show shares", Answer.REFUSE),
    ("show integrations", Answer.REFUSE),
    ("create role lundi_loader", Answer.RECORD),
    ("create or replace database role lundi.reader", Answer.RECORD),
    ("create user u type = service", Answer.RECORD),
    ("create or alter warehouse w warehouse_size = xsmall", Answer.RECORD),
    ("alter warehouse w suspend", Answer.RECORD),
    ("create resource monitor m with credit_quota = 1", Answer.RECORD),
    ("create share s", Answer.RECORD),
    ("create network policy p allowed_ip_list = ('192.0.2.1')", Answer.RECORD),
    ("create or replace masking policy m as (v varchar) returns varchar -> '*'", Answer.RECORD),
    ("create row access policy p as (a int) returns boolean -> true", Answer.RECORD),
    ("create tag t", Answer.RECORD),
    ("create storage integration i type = external_stage", Answer.RECORD),
    ("drop integration i", Answer.RECORD),
    ("create table integration (a int)", Answer.RUN),
    ("create table share (a int)", Answer.RUN),
    ("create table roles (a int)", Answer.RUN),
    ("drop table integration", Answer.RUN),
    ("show users", Answer.RECORD),
    ("show user functions in lundi.core", Answer.RUN),
    ("show warehouses like 'LUNDI%'", Answer.RECORD),
    ("describe role r", Answer.RECORD),
    ("describe table t", Answer.RUN),
    ("desc view v", Answer.RUN),
    ("desc stage s", Answer.REFUSE),
    ("alter account set timezone = 'UTC'", Answer.RECORD),
    ("comment on table t is 'one row per'", Answer.RECORD),
    ("comment if exists on column t.a is 'words'", Answer.RECORD),
    ("alter table t set tag privacy = 'personal'", Answer.RECORD),
    ("alter table t set comment = 'words'", Answer.RECORD),
    ("alter schema lundi.core set data_retention_time_in_days = 1", Answer.RECORD),
    ("alter view v set secure", Answer.RECORD),
    ("alter schema lundi.core enable managed access", Answer.RECORD),
    ("alter stage s set file_format = (type = parquet)", Answer.RECORD),
    ("alter table t alter a comment $$one row per$$, b comment $$words$$", Answer.RECORD),
    ("alter table t modify column \"A\" comment 'words'", Answer.RECORD),
    ("alter table t alter column comment set data type varchar", Answer.RUN),
    ("alter table t add column comment varchar", Answer.RUN),
    ("alter table t modify column a set masking policy m", Answer.RECORD),
    ("alter table t alter a unset tag privacy", Answer.RECORD),
    ("alter table t alter a set not null", Answer.RUN),
    ("alter table t add row access policy p on (a)", Answer.RECORD),
    ("alter table t drop column row", Answer.RUN),
    ("alter table t resume recluster", Answer.RECORD),
    ("alter table t cluster by (a)", Answer.RECORD),
    ("alter table t drop clustering key", Answer.RECORD),
    ("alter table t add column a int", Answer.RUN),
    ("alter table t rename to u", Answer.RUN),
    ("merge into t using u on t.a = u.a when matched then delete", Answer.MERGE),
    ("select 1", Answer.RUN),
    ("(select 1) union all (select 2)", Answer.RUN),
    ("insert overwrite into t select 1", Answer.RUN),
    ("copy into t from @s", Answer.RUN),
    ("copy t to 'rows.csv'", Answer.REFUSE),
    ("from t", Answer.REFUSE),
    ("explain select 1", Answer.REFUSE),
    ("pragma version", Answer.REFUSE),
    ("attach ':memory:' as other", Answer.REFUSE),
    ("create macro m(a) as a", Answer.REFUSE),
    ("create index i on t (a)", Answer.REFUSE),
    ("set a = 1", Answer.RUN),
    ("set (a, b) = (1, 2)", Answer.REFUSE),
    ("create or replace transient table t as select 1 as a", Answer.RUN),
    ("create or replace secure view v as select 1 as a", Answer.RUN),
    ("create temporary stage s", Answer.RUN),
    ("create file format f type = parquet", Answer.RUN),
    ("select 1; select 2", Answer.REFUSE),
    ("grant select on table t to role r; drop table t", Answer.REFUSE),
    ("select 'a;b', $$c;d$$", Answer.RUN),
]


@pytest.mark.parametrize(("statement", "answer"), ROUTED)
def test_a_statement_takes_its_route(statement, answer):
    assert route_of(statement).answer is answer


@pytest.mark.parametrize(("statement", "answer"), ROUTED)
def test_neither_case_nor_line_breaks_change_a_route(statement, answer):
    assert route_of(statement.upper().replace(" ", "\n ")).answer is answer


def test_a_refused_statement_says_why():
    assert all(route_of(statement).why for statement, answer in ROUTED if answer is Answer.REFUSE)


def test_comments_and_the_closing_semicolon_go_and_texts_stay():
    assert without_comments('/* {"a": 1} */ select 1 -- it\'s\n;\n') == "select 1"
    assert without_comments("select '--', \"/*\", $$ -- */ $$;") == "select '--', \"/*\", $$ -- */ $$"
    assert without_comments(r"select 'it\'s -- text', 'it''s /* text */' /* no text */") == (
        r"select 'it\'s -- text', 'it''s /* text */'"
    )


def test_a_comment_of_dbt_with_quotes_hides_no_statement():
    comment = '/* {"app": "dbt", "node_id": "model.lundi.it\'s"} */'
    assert (
        route_of(without_comments(f"{comment}\ngrant select on table t to role r\n{comment};")).answer is Answer.GRANT
    )


@pytest.mark.parametrize(
    ("statement", "disposition"),
    [
        ("select 1", Disposition.EXECUTED),
        ('-- first\n/* {"app": "dbt"} */ create role r /* it\'s */;', Disposition.RECORDED),
        ("show users", Disposition.RECORDED),
        ("show user functions in lundi.core", Disposition.EXECUTED),
        ("alter session set query_tag = 'it is'", Disposition.SESSION),
        ("select current_role()", Disposition.REWRITTEN),
        ("call p()", Disposition.REFUSED),
        ("select 1; drop schema lundi.core", Disposition.REFUSED),
    ],
)
def test_the_ledger_says_what_became_of_a_statement(fate, statement, disposition):
    assert fate(statement).disposition is disposition


@pytest.mark.parametrize("statement", ["selec 1", "select 1 +", "create table (", "select 'open", "select * from", ")"])
def test_what_cannot_be_parsed_is_a_sql_error_at_once(client, statement):
    started = time.monotonic()
    with pytest.raises(ProgrammingError):
        client.cursor().execute(statement)
    assert time.monotonic() - started < 1


def test_a_table_named_like_an_account_object_is_made(run):
    run("create or replace table integration (a int)")
    run("insert into integration values (1)")
    assert run("select a from integration") == [(1,)]


def test_no_part_of_a_string_of_several_statements_is_run(fate, run):
    run("create or replace table kept (a int)")
    assert "several statements" in fate("select 1; drop table kept").error
    assert run("select count(*) from kept") == [(0,)]

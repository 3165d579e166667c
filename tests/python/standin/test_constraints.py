"""NOT NULL and lengths of text hold where a query fills the table and where rows come later."""

import pytest
from snowflake.connector.errors import DatabaseError
from sqlglot import parse_one

from standin.constraints import Rule, rules_of


def test_a_query_that_gives_nothing_to_a_required_column_makes_no_table(run):
    run("create or replace table required as select 'before' as a")
    with pytest.raises(DatabaseError, match="NULL result in a non-nullable column") as raised:
        run("create or replace table required (a int not null, b varchar) as (select null as a, 'b' as b)")
    assert raised.value.errno == 100072
    assert run("select a from required") == [("before",)]


def test_later_rows_are_held_to_a_required_column_too(run):
    run("create or replace table required (a int not null, b varchar) as (select 1 as a, null as b)")
    with pytest.raises(DatabaseError, match="NULL result") as raised:
        run("insert into required values (null, 'b')")
    assert raised.value.errno == 100072
    assert run("select * from required") == [(1, None)]


def test_a_required_column_of_a_table_without_query_raises_the_same(run):
    run("create or replace table required (a int not null, b varchar)")
    with pytest.raises(DatabaseError, match="NULL result") as raised:
        run("insert into required (b) values ('b')")
    assert raised.value.errno == 100072


def test_a_text_that_is_too_long_is_refused_where_a_query_fills_the_table(run):
    with pytest.raises(DatabaseError, match="too long") as raised:
        run("create or replace table short (a int, b varchar(3)) as (select 1 as a, 'abcd' as b)")
    assert raised.value.errno == 100078
    run("create or replace table short (a int, b varchar(3)) as (select 1 as a, 'abc' as b)")
    assert run("select b from short") == [("abc",)]


def test_a_text_that_is_too_long_is_refused_where_it_is_inserted_or_updated(run):
    run("create or replace table short (b varchar(3))")
    run("insert into short values ('abc'), (null)")
    for statement in ("insert into short values ('abcd')", "update short set b = 'abcd' where b = 'abc'"):
        with pytest.raises(DatabaseError, match="too long") as raised:
            run(statement)
        assert raised.value.errno == 100078
    assert run("select b from short order by b nulls last") == [("abc",), (None,)]


def test_a_text_without_length_or_with_the_greatest_has_no_limit():
    rules = rules_of(parse_one("create table t (a varchar, b varchar(16777216), c char(2) not null)", read="snowflake"))
    assert rules == (Rule("a", False, None), Rule("b", False, None), Rule("c", True, 2))


def test_other_statements_have_no_rules():
    for statement in ("create table t as select 1 as a", "create view v as select 1 as a", "select 1"):
        assert rules_of(parse_one(statement, read="snowflake")) == ()

"""What Snowflake would refuse or count otherwise than DuckDB is refused or counted so."""

import datetime
from decimal import Decimal

import pytest
from snowflake.connector.errors import ProgrammingError

from standin.strict import object_created, refusal


@pytest.mark.parametrize(
    "statement",
    [
        "select list_aggregate(a, 'sum') from t",
        "select a from t where strftime(d, '%Y') = '2026'",
        "create view v as select epoch_ms(1) as a",
        "insert into t select unnest(a) from u",
        "with rows_of as (select 1 as a) select struct_pack(a) from rows_of",
    ],
)
def test_a_function_that_snowflake_does_not_have_is_refused(statement):
    assert "Unknown function" in refusal(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "select coalesce(a, 0), sum(b) over (partition by c order by d) from t",
        "with rows_of (a, b) as (select 1, 2) select a from rows_of",
        "create table t (a number(18, 2), b varchar(3), primary key (a), unique (b)) cluster by (a, b)",
        "insert into t (a, b) values (1, 2)",
        "select a from t as u (a, b)",
        "select a in (1, 2) from t",
        "select 'no_such_function(1)'",
    ],
)
def test_what_only_looks_like_a_function_is_none(statement):
    assert refusal(statement) is None


@pytest.mark.parametrize(
    ("statement", "is_refused"),
    [
        ('select "a" from t', True),
        ('create table "t" (a int)', True),
        ('create view v as select a as "a" from t', True),
        ('select "A" from t', False),
        ('select a as "a", "a" + 1 from t', False),
        ('select "name" from table(result_scan(last_query_id()))', False),
    ],
)
def test_a_quoted_name_in_lower_case_names_nothing_but_an_alias_of_the_same_query(statement, is_refused):
    assert bool(refusal(statement)) == is_refused


def test_a_quoted_name_that_the_session_made_itself_may_be_read():
    assert refusal('select * from "staging__dbt_tmp"', frozenset({"staging__dbt_tmp"})) is None


def test_an_unknown_function_is_a_sql_error_of_snowflakes_number(run):
    with pytest.raises(ProgrammingError, match="Unknown function LIST_SUM") as raised:
        run("select list_sum([1, 2])")
    assert raised.value.errno == 904


@pytest.mark.parametrize(
    "expression",
    ["1 / 0", "1 / 0.0", "a / (a - 1)", "1 % 0", "mod(1, a - 1)", "a / (nullif(a, 5) - 1)", "sum(a) / sum(a - 1)"],
)
def test_a_division_by_zero_raises(run, expression):
    with pytest.raises(ProgrammingError, match="Division by zero") as raised:
        run(f"select {expression} from (select 1 as a)")
    assert raised.value.errno == 100051


@pytest.mark.parametrize("expression", ["1 / nullif(a - 1, 0)", "1 / null", "a / (null + a)"])
def test_a_division_by_nothing_is_nothing(run, expression):
    assert run(f"select {expression} from (select 1 as a)") == [(None,)]


def test_a_division_by_zero_that_no_row_reaches_does_not_raise(run):
    assert run("select case when a = 0 then 0 else 1 / a end from (select 0 as a)") == [(0,)]
    assert run("select div0(1, 0)") == [(0,)]


def test_sums_of_decimals_stay_exact(standin):
    with standin.client(arrow_number_to_decimal=True) as client:
        ((total,),) = client.cursor().execute(
            "select sum(a) from (select cast('9999999999999999.99' as number(18, 2)) as a union all select 0.01)"
        )
    assert total == Decimal("10000000000000000.00")


def test_a_whole_number_is_added_to_a_date(run):
    assert run("select cast('2026-11-16' as date) + cast(n as integer) from (select 7 as n)") == [
        (datetime.date(2026, 11, 23),)
    ]


def test_a_wide_number_holds_more_than_a_bigint(run):
    ((found,),) = run("select cast('99999999999999999999' as numeric(38, 0)) = 99999999999999999999")
    assert found


def test_trim_takes_the_characters_it_is_given(run):
    assert run("select trim('xxaxx', 'x'), ltrim('00120', '0'), rtrim('a--', '-'), trim('  a ')") == [
        ("a", "120", "a", "a")
    ]


def test_an_empty_time_is_sent_as_nothing(run):
    found = run(
        "select cast(null as timestamp) as t union all select cast('2026-11-16 05:00:00' as timestamp) order by 1"
    )
    assert {row[0] for row in found} == {None, datetime.datetime(2026, 11, 16, 5)}


def test_a_table_of_another_database_is_described(run):
    run("create database if not exists other")
    run("create schema if not exists other.place")
    run("create or replace table other.place.described (a number(18, 2) not null, b date)")
    run("use schema lundi.core")
    found = [row[:4] for row in run("describe table other.place.described")]
    assert found == [("A", "NUMBER(18,2)", "COLUMN", "N"), ("B", "DATE", "COLUMN", "Y")]


def test_what_a_creation_makes_and_whether_its_grants_stay_is_read_from_its_words():
    made = object_created("create or replace secure view lundi.core.v copy grants as select 1 as a")
    assert (made.kind, made.name, made.keeps_grants) == ("view", "lundi.core.v", True)
    assert object_created("create or replace table t as select 'copy grants' as a").keeps_grants is False
    assert object_created("drop table t") is None

"""What the project forbids because the engines differ in silence: each planted fault beside its near miss."""

import pytest


def _rules(faults_of, expression):
    sql = expression if expression.startswith("select") else f"select {expression} as x from sales"
    return {rule for rule, _ in faults_of(sql)}


@pytest.mark.parametrize(
    "expression",
    [
        "week(sold_on)",
        "weekofyear(sold_on)",
        "weekiso(sold_on)",
        "yearofweek(sold_on)",
        "yearofweekiso(sold_on)",
        "dayofweek(sold_on)",
        "dayofweekiso(sold_on)",
        "dayname(sold_on)",
        "next_day(sold_on, 'mo')",
        "cast(date_trunc('week', sold_on) as date)",
        "cast(date_trunc(week, sold_on) as date)",
        "datediff(week, sold_on, sold_at)",
        "datediff('WEEK', sold_on, sold_at)",
        "dateadd(week, 1, sold_on)",
        "date_part(weekiso, sold_on)",
        "last_day(sold_on, 'week')",
        "extract(week from sold_on)",
        "extract(dow from sold_on)",
        "extract(dayofweekiso from sold_on)",
        "cast(sold_on + interval '1 week' as date)",
        "cast(sold_on + interval '2 days, 1 week' as date)",
    ],
)
def test_an_engines_own_week_is_found(faults_of, expression):
    assert "week" in _rules(faults_of, expression)


@pytest.mark.parametrize(
    "expression",
    [
        "dayofyear(sold_on)",
        "cast(date_trunc('month', sold_on) as date)",
        "datediff(day, sold_on, sold_at)",
        "last_day(sold_on, 'month')",
        "extract(day from sold_on)",
        "cast(sold_on + interval '7 days' as date)",
        "sold_on + 7",
        "'week'",
        "units as week, lines",
    ],
)
def test_what_is_no_week_passes(faults_of, expression):
    assert _rules(faults_of, expression) == set()


@pytest.mark.parametrize(
    ("expression", "is_found"),
    [
        ("row_number() over (order by units desc)", True),
        ("row_number() over (order by store_id, units desc)", True),
        ("listagg(store_id, ',') within group (order by store_id desc)", True),
        ("select units from sales order by units desc limit 1", True),
        ("select units from sales qualify rank() over (order by amount desc) = 1", True),
        ("row_number() over (order by units desc nulls last)", False),
        ("row_number() over (order by units desc nulls first)", False),
        ("row_number() over (order by units)", False),
        ("row_number() over (order by units asc)", False),
        ("row_number() over (order by units nulls first)", False),
        ("select units as last from sales order by last", False),
    ],
)
def test_desc_says_where_nulls_go(faults_of, expression, is_found):
    assert _rules(faults_of, expression) == ({"null order"} if is_found else set())


def test_a_column_called_last_says_nothing_about_nulls(faults_of):
    assert _rules(faults_of, "select units as last from sales order by last desc") == {"null order"}


@pytest.mark.parametrize(
    ("expression", "rule"),
    [
        ("select store_id, sum(units) as u from sales group by 1", "position"),
        ("select store_id, units from sales order by 2", "position"),
        ("current_timestamp", "clock"),
        ("current_timestamp()", "clock"),
        ("current_date", "clock"),
        ("getdate()", "clock"),
        ("sysdate()", "clock"),
        ("localtimestamp", "clock"),
        ("hash(store_id)", "hash"),
        ("random()", "chance"),
        ("regexp_replace(store_id, '[0-9]', '')", "regexp"),
        ("regexp_like(store_id, '[0-9]')", "regexp"),
        ("store_id rlike '[0-9]'", "regexp"),
        ("cast(store_id as varchar(3))", "text length"),
        ("store_id::char(3)", "text length"),
        ("cast(units as hugeint)", "type"),
        ("cast(store_id as uuid)", "type"),
        ("cast(sold_at as time)", "type"),
        ("sum(units) filter (where is_web)", "grammar"),
        ("select distinct on (store_id) store_id from sales", "grammar"),
        ("select s.units from sales as s semi join stores as t on s.store_id = t.store_id", "grammar"),
        ("dateadd(fortnight, 1, sold_on)", "part"),
    ],
)
def test_what_differs_in_silence_is_found(faults_of, expression, rule):
    assert rule in _rules(faults_of, expression)


@pytest.mark.parametrize(
    "expression",
    [
        "select store_id, sum(units) as u from sales group by store_id order by store_id",
        "cast('2026-11-16 05:00:00' as timestamp)",
        "md5(store_id)",
        "replace(store_id, '0', '')",
        "store_id like 'a%'",
        "cast(units as varchar)",
        "cast(units as numeric(18, 2))",
        "cast(units as double)",
        "try_cast(store_id as date)",
        "sum(case when is_web then units end)",
        "select distinct store_id from sales",
        "select s.units from sales as s left join stores as t on s.store_id = t.store_id",
    ],
)
def test_what_both_engines_do_alike_passes(faults_of, expression):
    assert _rules(faults_of, expression) == set()

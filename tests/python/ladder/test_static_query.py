"""Names: each planted fault beside its near miss."""

import pytest

from ladder.static_query import Examiner
from ladder.static_tree import kind


@pytest.mark.parametrize(
    ("sql", "rule", "said"),
    [
        ("select store from sales", "name", "STORE"),
        ("select s.store from sales as s", "name", "STORE"),
        ("with s as (select store_id from sales) select units from s", "name", "UNITS"),
        (
            "select store_id from sales as s inner join stores as t on s.store_id = t.store_id",
            "name",
            "or several have",
        ),
        ("select x.units from sales as s", "name", "UNITS"),
        ("select units from LUNDI.core.sale", "table", "lundi.core.sale"),
        ("select units from s", "table", "s"),
        ("select * from elsewhere", "table", "elsewhere"),
        ("select a.*, b.* from elsewhere as a cross join nowhere as b", "table", "nowhere"),
        ("select units from lundi_raw.raw.empty", "table", "lundi_raw.raw.empty"),
        ("select (units from sales", "parse", ""),
        ("select 'units from sales", "parse", ""),
        ("select units from sales; select lines from sales", "parse", "2 statements"),
        ("", "parse", "0 statements"),
        ('select "units" from sales', "quoted", "units"),
        ('select units as "Units" from sales', "quoted", "Units"),
    ],
)
def test_a_wrong_name_is_found(faults_of, sql, rule, said):
    found = faults_of(sql)

    assert rule in {broken for broken, _ in found}
    assert any(said in what for _, what in found)


@pytest.mark.parametrize(
    "sql",
    [
        "select store_id, units from sales",
        "select * from sales",
        "select sales.* from sales as sales inner join stores as t on sales.store_id = t.store_id",
        "with s as (select store_id as store from sales) select store from s",
        "select s.store_id from sales as s inner join stores as t on s.store_id = t.store_id",
        "select store_id from sales as s where exists (select 1 from stores as t where t.store_id = s.store_id)",
        "select code from LUNDI.core.unsaid where code = 1",
        "select Units, LINES from sales",
        "select units as u from sales order by u",
        '-- a comment "quoted"\nselect \'a "quoted" text\' as t from sales',
        "select value_of.n from (values (1), (2)) as value_of (n)",
        "with recursive n as (select 1 as i union all select i + 1 from n where i < 9) select i from n",
    ],
)
def test_a_right_name_passes(faults_of, sql):
    assert faults_of(sql) == []


def test_the_columns_of_a_query_are_told_with_their_types():
    examined = Examiner({"a.b.c": {"d": "date"}}).examine("select *, d - d as days from a.b.c")

    assert [(column.alias_or_name, kind(column)) for column in examined.columns] == [("D", "date"), ("DAYS", "number")]

"""The quicker walk gives what sqlglot's own gives, for every transform of the emulator."""

import re
from collections.abc import Iterator
from typing import Any

import fakesnow.transforms
import pytest
from fakesnow.dialect import parse_one
from fakesnow.instance import FakeSnow
from sqlglot import exp

from standin.quick import COMMON_KINDS, KINDS, transform

# Each opens something that one of the emulator's transforms looks for; together they touch every one of KINDS.
STATEMENTS = (
    "select t.k as i, u.k from t join t as u on i = u.k where t.a > 1",
    "select object_construct('a', 1) as o from t where o = 'x'",
    "select to_date('2026-11-16'), to_number('12.5', 18, 2), to_variant(1)",
    "select * from identifier('t')",
    "create tag privacy",
    "select * from table(result_scan('01a'))",
    "select column1 from values (1), (2)",
    "select iff(f.value = 'a', 1, 2), upper(v:a), f.value::varchar from t, table(flatten(input => t.v)) as f",
    "alter session set quoted_identifiers_ignore_case = false",
    "alter table t cluster by (a)",
    "alter table t resume recluster",
    "select array_agg(a) as all_of, array_agg(a) over (partition by b) from t",
    "select array_agg(a) within group (order by b desc) as ordered from t",
    "select array_construct(1, 2) as a, array_cat(array_construct(1), array_construct(2)) as b",
    "select array_construct_compact(1, null) as a, array_size(parse_json('[1]')) as b",
    "create table copy clone t",
    "create database if not exists other",
    "create file format f type = csv",
    "create stage if not exists s url = 's3://bucket/'",
    "create table t (a int, b varchar(3)) as select 1, 'abc'",
    "CREATE USER somebody",
    "select current_version(), current_date()",
    "select dateadd(day, 3, '2026-11-16'::date), dateadd(hour, 1, '2026-11-16')",
    "select datediff(day, '2026-11-09', '2026-11-16')",
    "drop schema lundi.other",
    "alter table t alter column a comment 'words'",
    "comment on table t is 'words'",
    "create table t (a varchar(3)) comment = 'words'",
    "alter table t set comment = 'words'",
    "select f.value:name::varchar from t, lateral flatten(input => t.v) as f",
    "select * from table(flatten(parse_json('[1, 2]')))",
    "select haversine(1, 2, 3, 4), x'ab', sha2('a'), sha2('a', 256), sha2_binary('a')",
    "select v[0], v:a.b::varchar, v['a'] = 'x', v:a in ('b') from t",
    "list @lundi.core.s",
    "select object_agg(k, v), object_construct('a', 1, 'b', null), object_construct(*) from t",
    "put file:///nowhere/rows.csv @lundi.core.s",
    "select random(), regexp_replace(a, 'b'), regexp_substr(a, 'b', 1, 1, 'i'), split(a, ',') from t",
    "select * from t sample (10)",
    "use schema lundi.core",
    "use database lundi",
    "use warehouse w",
    "show columns in table t",
    "show databases",
    "show user functions in lundi.core",
    "show primary keys in t",
    "show unique keys in t",
    "show imported keys in t",
    "show parameters",
    "show procedures",
    "show terse schemas in database lundi",
    "show sequences",
    "show stages",
    "show tables in schema lundi.core",
    "show objects in lundi.core",
    "show users",
    "show warehouses",
    "create table t (a number(38, 0), b smallint, c real, d timestamp_ntz, e variant, f object, g array)",
    "select a::int, b::number(18, 2), c::float, '2026-11-16 10:00:00 +01:00'::timestamp_tz, d::timestamp from t",
    "select to_timestamp(1), to_timestamp_ntz(a), try_parse_json(b), s.nextval, s.nextval as n from t",
    "select * from information_schema.columns join information_schema.databases on true",
    "set v = 1",
    # Whole queries, as the project writes them.
    "with ranked as (select id, row_number() over (partition by store order by at desc nulls last) as place from sales "
    "qualify place = 1), totals as (select id, cast(sum(amount) as number(18, 2)) as total from ranked group by all) "
    "select totals.id, iff(total > 0, 'up', 'down') as way, coalesce(nullif(trim(name, '-'), ''), '?') as name "
    "from totals left join names using (id) where total / nullif(total, 0) >= 1 order by 1 nulls last",
    "merge into t using (select $1 as a from values (1), (2)) as s on t.a = s.a when matched then update set a = s.a "
    "when not matched then insert (a) values (s.a)",
    "insert into t (a, b) select to_date(a), try_to_decimal(b, 18, 3) from u where date_trunc('week', c) = d",
    "create or replace transient table t cluster by (a) as (select cast(a as integer) as a, b::float as b, "
    "to_timestamp_ntz(c) as c, try_parse_json(d):e::varchar as e from u union all select 1, 2, null, null)",
    "create or replace secure view v copy grants as select * exclude (a) from t where a between 1 and 2",
    "select seq.nextval, to_variant(1), min_by(a, b), listagg(a, ',') within group (order by a) from t",
    "delete from t where a in (select a from u)",
    "update t set a = u.a from u where t.b = u.b",
    "select count(distinct a), sum(case when b then 1 else 0 end), median(c), avg(d) over (order by e) from t",
)
NEVER_THE_SAME = re.compile(r"\d{4}-\d\d-\d\dT[\d:.+]+|_fs_\w+_[0-9a-f]{8}|setseed\([^)]*\)|-?\d+\.\d{6,}")

# The stand-in's own in place of the emulator's.
OUR_OWN = {"_as_it_is", "_integer_kept_in_casts", "_trim_with_characters"}
# The parser has done these before the emulator looks; the last one the emulator asks for outside of its chain.
LEFT_NOTHING_TO_DO = {"sample", "to_date", "try_parse_json", "describe_table"}

NAMED = {**KINDS, **COMMON_KINDS}

own_transform = exp.Expression.transform


def told(tree: Any) -> str:
    """A tree as text, without the moments and seeds that differ each time."""
    return NEVER_THE_SAME.sub("…", f"{tree!r} {sorted(map(str, tree.args))}")


@pytest.fixture(scope="module")
def cursor() -> Iterator[Any]:
    emulator = FakeSnow()
    connection = emulator.connect("lundi", "core")
    connection.cursor().execute("create table t (a int, b varchar, v variant, k varchar)")
    yield connection.cursor()
    emulator.duck_conn.close()


def name_of(function: Any) -> str:
    if function.__name__ != "<lambda>":
        return function.__name__
    return next(name for name in function.__code__.co_names if name != "transforms")


@pytest.fixture(scope="module")
def touched() -> set[str]:
    """The names of the transforms that changed something so far."""
    return set()


@pytest.fixture
def compared(monkeypatch, touched) -> list[str]:
    """Both walks for each transform that the emulator applies; the names of those that differed."""
    differing: list[str] = []

    def both(tree: exp.Expr, function: Any, *args: Any, copy: bool = True, **options: Any) -> Any:
        monkeypatch.setattr(exp.Expression, "transform", own_transform)
        try:
            before = told(tree)
            expected = told(own_transform(tree.copy(), function, *args, copy=False, **options))
            found = transform(tree, function, *args, copy=copy, **options)
        finally:
            monkeypatch.setattr(exp.Expression, "transform", both)
        if told(found) != expected:
            differing.append(name_of(function))
        if expected != before:
            touched.add(name_of(function))
        return found

    monkeypatch.setattr(exp.Expression, "transform", both)
    return differing


@pytest.mark.parametrize("statement", STATEMENTS)
def test_both_walks_give_the_same_tree(cursor, compared, statement):
    cursor._transform(parse_one(statement), None)
    assert compared == []


def test_the_statements_touch_every_transform_that_may_be_left_out(touched):
    assert sorted(NAMED.keys() - touched - OUR_OWN - LEFT_NOTHING_TO_DO) == []


def test_every_kind_is_named_for_a_transform_of_the_emulator_or_ours():
    assert sorted(name for name in NAMED if not hasattr(fakesnow.transforms, name)) == sorted(OUR_OWN)


def test_a_copy_leaves_the_tree_as_it_was():
    tree = parse_one("select a from t")
    changed = transform(tree, lambda node: exp.Null() if isinstance(node, exp.Column) else node)
    assert (tree.sql(), changed.sql()) == ("SELECT a FROM t", "SELECT NULL FROM t")


def test_a_changed_root_is_returned_and_what_replaces_a_node_is_not_walked():
    tree = parse_one("select a")
    assert transform(tree, lambda node: exp.Null() if isinstance(node, exp.Select) else node).sql() == "NULL"
    wrapped = transform(
        parse_one("select a"), lambda node: exp.Paren(this=node.copy()) if isinstance(node, exp.Column) else node
    )
    assert wrapped.sql() == "SELECT (a)"


def test_a_tree_that_changed_is_looked_at_again():
    tree = parse_one("select a from t")

    def random(node: exp.Expr) -> exp.Expr:
        return exp.Null() if isinstance(node, exp.Rand) else node

    assert transform(tree, random, copy=False).sql() == "SELECT a FROM t"
    tree = transform(tree, lambda node: exp.Rand() if isinstance(node, exp.Column) else node, copy=False)
    assert transform(tree, random, copy=False).sql() == "SELECT NULL FROM t"

"""Reading and typing SQL."""

import pytest
from sqlglot import exp

from ladder.static_schema import schema_of
from ladder.static_tree import NULLS_ARE_SAID, is_double, kind, quoted_names, read, understood

SCHEMA = schema_of({"a.b.c": {"d": "date", "t": "timestamp", "n": "bigint", "m": "numeric(18, 2)", "r": "double"}})


def _typed(expression):
    return understood(read(f"select {expression} as x from a.b.c"), SCHEMA).selects[0]


def test_a_call_keeps_the_name_that_was_written():
    names = [
        call.name for call in read("select pow(1, 2), power(1, 2), len('x'), ifnull(1, 2)").find_all(exp.Anonymous)
    ]

    assert sorted(names) == ["ifnull", "len", "pow", "power"]


def test_a_list_in_order_is_read_and_its_call_keeps_its_name():
    listed = read("select '|' || listagg(d, '|') within group (order by d nulls last) || '|' from a.b.c")

    assert listed.find(exp.WithinGroup).this.name == "listagg"
    assert listed.find(exp.Ordered).meta.get(NULLS_ARE_SAID)


def test_the_part_of_a_date_is_a_word_and_no_column():
    assert read("select dateadd(day, 1, d) from a.b.c").find(exp.Anonymous).expressions[0] == exp.Var(this="day")
    assert read("select dateadd('DAY', 1, d) from a.b.c").find(exp.Anonymous).expressions[0] == exp.Var(this="day")


@pytest.mark.parametrize(
    ("order", "is_said"),
    [("d desc", False), ("d desc nulls first", True), ("d nulls last", True), ("last desc", False)],
)
def test_whether_nulls_are_said_is_kept(order, is_said):
    ordered = read(f"select d from a.b.c order by {order}").find(exp.Ordered)

    assert bool(ordered.meta.get(NULLS_ARE_SAID)) == is_said


@pytest.mark.parametrize("sql", ["", "-- nothing", "select 1; select 2"])
def test_anything_but_one_statement_is_refused(sql):
    with pytest.raises(ValueError, match="statements where one is expected"):
        read(sql)


def test_only_double_quotes_outside_texts_and_comments_quote_a_name():
    assert quoted_names("""select "A", 'a "b" c' as d -- "e\n from f""") == ["A"]


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("d + 1", "date"),
        ("d - d", "number"),
        ("dateadd(day, 1, t)", "timestamp"),
        ("coalesce(null, d)", "date"),
        ("iff(n > 1, t, null)", "timestamp"),
        ("max(d) over (order by n)", "date"),
        ("n > 1", "boolean"),
        ("cast(n as varchar) || 'x'", "text"),
        ("try_parse_json('{}')", None),
        ("unheard_of(n)", None),
    ],
)
def test_the_kind_of_an_expression_is_known(expression, expected):
    assert kind(_typed(expression)) == expected


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("r", True),
        ("r * n", True),
        ("r * m / 3.5", True),
        ("cast(n as double) * m", True),
        ("m", False),
        ("m * 1.5", False),
        ("n", False),
    ],
)
def test_a_double_is_told_from_an_exact_number(expression, expected):
    assert is_double(_typed(expression)) is expected

"""Conversions in silence and division: each planted fault beside its near miss."""

import pytest


def _rules(faults_of, expression):
    sql = expression if expression.startswith("select") else f"select {expression} as x from sales"
    return {rule for rule, _ in faults_of(sql)}


@pytest.mark.parametrize(
    ("expression", "rule"),
    [
        ("units / lines", "division"),
        ("units / 7", "division"),
        ("sum(units) / count(*)", "division"),
        ("amount / units", "division"),
        ("amount * 1.5 / units", "division"),
        ("cast(units / lines as double)", "division"),
        ("1 + units / 7", "division"),
        ("date_trunc('month', sold_on)", "date_trunc"),
        ("sold_on + interval '1 day'", "interval"),
        ("store_id = 12", "comparison"),
        ("sold_on = '2026-11-16'", "comparison"),
        ("sold_at >= '2026-11-16'", "comparison"),
        ("sold_on between '2026-11-16' and '2026-11-22'", "comparison"),
        ("store_id in (1, 2)", "comparison"),
        ("store_id in (select units from sales)", "comparison"),
        ("is_web = 1", "comparison"),
        ("is_web = 'true'", "comparison"),
        ("units is not distinct from store_id", "comparison"),
        ("sold_on + store_id", "arithmetic"),
        ("units + store_id", "arithmetic"),
        ("is_web + 1", "arithmetic"),
        ("sold_at + 1", "arithmetic"),
        ("sold_on * 2", "arithmetic"),
        ("case when is_web then 'x' else 1 end", "mixture"),
        ("case store_id when 1 then 'x' end", "mixture"),
        ("coalesce(units, 'none')", "mixture"),
        ("greatest(sold_on, store_id)", "mixture"),
        ("iff(is_web, sold_on, 'x')", "mixture"),
        ("case when units then 1 end", "condition"),
        ("select units from sales where units", "condition"),
        ("select units from sales where is_web and store_id", "condition"),
        ("store_id || units", "text"),
        ("sold_on like '2026%'", "text"),
        ("cast(sold_at as varchar)", "text"),
        ("cast(rate as varchar)", "text"),
    ],
)
def test_a_silent_conversion_is_found(faults_of, expression, rule):
    assert _rules(faults_of, expression) == {rule}


@pytest.mark.parametrize(
    "expression",
    [
        "cast(units as double) / lines",
        "rate / units",
        "floor(units / 7)",
        "round((units / lines), 2)",
        "cast(units / lines as bigint)",
        "cast(units / lines as numeric(18, 4))",
        "cast(date_trunc('month', sold_on) as date)",
        "date_trunc('hour', sold_at)",
        "cast(sold_on + interval '1 day' as date)",
        "store_id = '12'",
        "sold_on = cast('2026-11-16' as date)",
        "sold_on <= sold_at",
        "units = 1.5",
        "store_id in ('1', '2')",
        "store_id in (select store_id from stores)",
        "sold_on = null",
        "sold_on + 7",
        "sold_on - sold_on + 1",
        "units * amount - rate",
        "case when is_web then 'x' else null end",
        "case when is_web then sold_on else sold_at end",
        "coalesce(units, 0)",
        "coalesce(cast(units as varchar), 'none')",
        "case when units > 0 then 1 end",
        "select units from sales where is_web and not is_web",
        "store_id || cast(units as varchar)",
        "cast(sold_on as varchar)",
    ],
)
def test_what_is_cast_or_alike_passes(faults_of, expression):
    assert _rules(faults_of, expression) == set()

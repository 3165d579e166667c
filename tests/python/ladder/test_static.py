"""The rung as a whole: a manifest and its SQL in, findings out."""

import pytest

from ladder.findings import Finding
from ladder.static import Allowed, allowed, check


def _node(name, columns, resource_type="model"):
    return {
        "name": name,
        "resource_type": resource_type,
        "relation_name": f"LUNDI.core.{name}",
        "columns": {column: {"name": column, "data_type": data_type} for column, data_type in columns.items()},
        "config": {},
    }


SEED = _node("codes", {"code": "varchar", "first_date": "date"}, "seed")
SOUND = "select code, first_date from LUNDI.core.codes"


def _check(sql, columns=None, exceptions=(), sources=None):
    model = _node("dim_codes", columns or {"code": "varchar", "first_date": "date"})
    manifest = {"nodes": {"seed.codes": SEED, "model.dim_codes": model}, "sources": sources or {}}
    compiled = {} if sql is None else {"model.dim_codes": sql}
    return check(manifest, compiled, exceptions)


def test_a_sound_project_has_no_finding():
    assert _check(SOUND) == []


def test_a_fault_is_told_with_its_node_and_its_rule():
    found = _check("select code, first_date from LUNDI.core.codes where code = 1")

    assert [(finding.rung, finding.where) for finding in found] == [("static", "dim_codes")]
    assert found[0].what.startswith("comparison: number and text")


def test_a_fault_that_stands_twice_is_told_once():
    sql = f"{SOUND} where code = 1 union all {SOUND} where code = 1"

    assert len(_check(sql)) == 1


def test_tests_are_checked_as_models_are():
    test = {**_node("codes_are_right", {}, "test"), "relation_name": None}

    found = check({"nodes": {"seed": SEED, "test": test}, "sources": {}}, {"test": "select kode from LUNDI.core.codes"})

    assert found[0].what.startswith("name: Column 'KODE'")


def test_a_snapshot_has_the_columns_of_its_query_and_those_that_dbt_adds():
    snapshot = {**_node("snap_codes", {}, "snapshot"), "compiled_code": "select * from LUNDI.core.codes"}
    model = _node("dim_codes", {"code": "varchar", "dbt_valid_from": "timestamp"})
    manifest = {"nodes": {"seed": SEED, "snapshot": snapshot, "model": model}, "sources": {}}
    sql = "select code, dbt_valid_from from LUNDI.core.snap_codes where first_date = {}"

    assert check(manifest, {"model": sql.format("cast('2026-11-16' as date)")}) == []
    assert [finding.where for finding in check(manifest, {"model": sql.format("'2026-11-16'")})] == ["dim_codes"]


def _check_graph(columns, sql):
    model = {**_node("groups", columns), "config": {"materialized": "connected_components"}}
    links = _node("links", {"left_node": "bigint", "right_node": "bigint", "code": "varchar"}, "seed")
    found = check({"nodes": {"seed": links, "model": model}, "sources": {}}, {"model": sql})
    return [finding.what for finding in found]


def test_a_graph_is_asked_for_its_edges_and_gives_components():
    given = {"node": "bigint", "component": "bigint"}
    assert _check_graph(given, "select left_node, right_node from LUNDI.core.links") == []
    assert _check_graph(given, "select left_node from LUNDI.core.links") != []
    assert _check_graph(given, "select left_node, code as right_node from LUNDI.core.links") != []
    assert _check_graph({"left_node": "bigint"}, "select left_node, right_node from LUNDI.core.links") == [
        "columns: the materialization gives component, node"
    ]


@pytest.mark.parametrize("sql", [None, "", "  \n"])
def test_a_model_without_compiled_sql_is_found(sql):
    assert _check(sql) == [Finding("static", "dim_codes", "compiled: there is no compiled SQL, nothing was checked")]


def test_a_source_without_columns_is_found():
    sources = {"s": {"relation_name": "lundi_raw.raw.elsewhere", "columns": {}}}

    assert [finding.where for finding in _check(SOUND, sources=sources)] == ["lundi_raw.raw.elsewhere"]


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({"code": "varchar"}, "first_date: the select gives it, its yml does not have it"),
        ({"code": "varchar", "first_date": "date", "name": "varchar"}, "name: in the yml, not in the select"),
        ({"code": "bigint", "first_date": "date"}, "code: the yml says number, the select gives text"),
    ],
)
def test_a_model_gives_the_columns_that_its_yml_says(columns, said):
    assert [finding.what for finding in _check(SOUND, columns)] == [f"columns: {said}"]


def test_two_columns_of_one_name_are_found():
    sql = "select code, code, first_date from LUNDI.core.codes"

    assert "columns: two columns of the same name" in [finding.what for finding in _check(sql)]


def test_an_exception_excuses_its_rule_in_its_node_alone():
    sql = "select code, current_date as first_date from LUNDI.core.codes where code = 1"
    excused = Allowed("dim_codes", "clock", "the fixture says so")

    assert [finding.what.split(":")[0] for finding in _check(sql, exceptions=(excused,))] == ["comparison"]


def test_an_exception_that_no_longer_happens_is_found():
    stale = Allowed("dim_codes", "clock", "was true once")

    assert [finding.what for finding in _check(SOUND, exceptions=(stale,))] == [
        "clock: allowed, but it no longer happens"
    ]


def test_every_exception_says_why():
    assert all(entry.reason and entry.node in str(entry) and entry.reason in str(entry) for entry in allowed())
    assert "clock is allowed: why" in str(Allowed("dim_codes", "clock", "why"))

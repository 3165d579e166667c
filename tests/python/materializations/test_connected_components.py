"""The materialization `connected_components` on DuckDB and on the Snowflake stand-in, against union and find."""

import json

import pytest

from graph_project import COMPONENT_CASES, KEPT, SCHEMA
from graphs import components
from ladder import syntax
from standin import Disposition


@pytest.mark.parametrize(
    ("edges", "expected"),
    [
        ([], {}),
        ([(4, 4)], {4: 4}),
        ([(3, 2), (5, 3), (7, 6), (6, 6)], {2: 2, 3: 2, 5: 2, 6: 6, 7: 6}),
        ([(1, 9), (2, 8), (9, 8)], {1: 1, 2: 1, 8: 1, 9: 1}),
    ],
)
def test_the_reference_finds_what_the_eye_sees(edges, expected):
    assert components(edges) == expected


@pytest.mark.parametrize("case", COMPONENT_CASES)
def test_each_node_has_the_smallest_node_that_it_is_joined_with(engine, case):
    assert engine.groups(f"components_{case}") == components(COMPONENT_CASES[case])


def test_both_columns_are_bigint(engine):
    assert engine.columns["components_random_graphs"] == [("node", "BIGINT"), ("component", "BIGINT")]


def test_a_query_may_have_ctes_and_end_with_a_comment(engine):
    assert engine.groups("query_with_cte") == {1: 1, 2: 1}


def test_a_view_of_the_same_name_gives_way(engine):
    assert engine.groups("was_a_view") == components(COMPONENT_CASES["doubled_and_reversed"])


def test_a_table_bears_its_alias(engine):
    assert engine.groups("renamed") == components(COMPONENT_CASES["single_nodes"])


def test_hooks_run_before_and_after_each_time(engine):
    assert engine.tables[0]["hooks"] == [("after",), ("before",)]
    assert engine.tables[1]["hooks"] == [("after",), ("after",), ("before",)]


def test_beyond_the_cap_the_build_fails_and_what_stood_there_stays(engine):
    status, message = engine.end_of("components_capped")
    assert status == "error"
    assert "edges are left after 2 rounds, and nothing was stored" in message
    assert engine.tables[0]["components_capped"] == [(KEPT,)]


def test_an_edge_that_lacks_a_node_is_refused(engine):
    status, message = engine.end_of("components_without_a_node")
    assert status == "error"
    assert "RIGHT_NODE" in message.upper()


def test_no_scratch_table_is_left(engine):
    assert [table for table in engine.columns if "scratch" in table] == []


def test_edges_that_join_two_components_or_none_are_found(engine):
    assert engine.end_of("random_graphs_are_joined")[0] == "pass"
    assert engine.end_of("not_joined_is_found") == ("fail", "Got 2 results, configured to fail if != 0")


def test_a_unit_test_of_such_a_model_sees_its_edges(engine):
    assert engine.end_of("a_unit_test_sees_the_edges")[0] == "pass"


@pytest.fixture(scope="module")
def sent(on_standin_with_ledger):
    """The statements that the nodes' tags name, by node and run."""
    found = {}
    for statement in on_standin_with_ledger[1].statements:
        tag = json.loads(statement.query_tag) if (statement.query_tag or "").startswith("{") else {}
        node = tag.get("node_id", "").split(".")[-1]
        found.setdefault(node, {}).setdefault(tag.get("run_id"), []).append(statement)
    return {node: list(runs.values()) for node, runs in found.items()}


def _on_scratch(statements):
    return [statement for statement in statements if "__scratch_" in statement.sql]


@pytest.mark.parametrize(
    ("case", "rounds", "further"),
    [
        ("single_nodes", 1, 0),
        ("doubled_and_reversed", 1, 0),
        ("star_of_the_greatest", 2, 0),
        ("long_chain_in_order", 3, 4),
    ],
)
def test_a_round_takes_two_statements_and_all_the_rest_six(sent, case, rounds, further):
    (statements,) = sent[f"components_{case}"]
    assert len(_on_scratch(statements)) == 6 + 2 * rounds + further


def test_what_the_rounds_send_is_tagged_with_the_node(sent):
    assert not _on_scratch([statement for runs in sent.get("", []) for statement in runs])


def test_scratch_tables_are_temporary_and_dropped(sent):
    statements = [" ".join(found.sql.split()) for found in _on_scratch(sent["components_random_graphs"][0])]
    created = {sql.split()[5] for sql in statements if sql.startswith("create or replace temporary table")}
    dropped = {sql.split()[-1] for sql in statements if sql.startswith("drop table if exists")}
    assert {name.split("__scratch_")[1] for name in created} == {"edges", "roots"}
    assert created == dropped
    assert not any(sql.startswith("create") and " temporary " not in sql for sql in statements[:-3])


def test_the_table_is_made_as_dbt_makes_tables(sent):
    name = f"lundi.{SCHEMA}.components_random_graphs"
    statements = [
        " ".join(found.sql.split()).replace("LUNDI", "lundi") for found in sent["components_random_graphs"][0]
    ]
    assert any(sql.startswith(f"create or replace transient table {name} copy grants as") for sql in statements)
    assert any(sql.startswith(f"comment on table {name}") for sql in statements)
    granted = [found for found in sent["granted"][0] if found.sql.startswith("grant select on")]
    assert [found.disposition for found in granted] == [Disposition.RECORDED]


def test_snowflake_s_grammar_knows_every_statement(sent):
    models = ("components_long_chain_in_order", "clusters_random_links")
    texts = {f"{model} {n}": found.sql for model in models for n, found in enumerate(_on_scratch(sent[model][0]))}
    assert syntax.check(texts, {}) == []

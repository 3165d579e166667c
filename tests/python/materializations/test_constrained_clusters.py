"""The materialization `constrained_clusters` on DuckDB and on the Snowflake stand-in, against its rules in Python."""

import pytest

from graph_project import CLUSTER_CASES, KNOWN_CLUSTERS, MORE_CLUSTER_CASES
from graphs import clusters, components

# Worked out by hand: what the reference says must be right before it judges.
KNOWN = {
    "no_links": {},
    "single_units": {3: 3, 4: 4, 5: 5, 6: 6},
    "no_veto": dict.fromkeys(range(20), 0),
    # The son is with the one that he is more alike, the father alone.
    "father_and_son": {1: 1, 2: 1, 3: 3},
    "weakest_link_is_cut": {1: 1, 2: 1, 3: 3, 4: 3},
    # 3 is as strongly linked to both, but to two nodes of the second.
    "links_outnumber": {1: 1, 2: 1, 3: 3, 4: 3, 5: 3},
    "smallest_wins_a_tie": {1: 1, 3: 1, 2: 2},
    "forbidden_beats_linked": {1: 1, 2: 2},
    "strongest_of_a_pair": {1: 1, 2: 1, 3: 3},
    "one_merge_a_round": {1: 1} | dict.fromkeys(range(2, 13), 2),
}
RANDOM = {case: {**CLUSTER_CASES, **MORE_CLUSTER_CASES}[case] for case in ("random_links", "more_random_links")}


@pytest.mark.parametrize("case", KNOWN_CLUSTERS)
def test_the_reference_finds_what_the_hand_found(case):
    assert clusters(KNOWN_CLUSTERS[case]) == KNOWN[case]


@pytest.mark.parametrize("case", CLUSTER_CASES)
def test_units_are_merged_as_the_rules_say(engine, case):
    assert engine.groups(f"clusters_{case}") == clusters(CLUSTER_CASES[case])


@pytest.mark.parametrize("case", MORE_CLUSTER_CASES)
def test_units_of_more_graphs_are_merged_as_the_rules_say(on_duckdb, case):
    assert on_duckdb.groups(f"clusters_{case}") == clusters(MORE_CLUSTER_CASES[case])


@pytest.mark.parametrize("case", RANDOM)
def test_what_is_forbidden_is_apart_and_what_is_together_is_linked(on_duckdb, case):
    links, found = RANDOM[case], on_duckdb.groups(f"clusters_{case}")
    vetoes = {frozenset((link.left, link.right)) for link in links if link.is_forbidden}
    within = [
        (link.left, link.right)
        for link in links
        if not link.is_forbidden
        and frozenset((link.left, link.right)) not in vetoes
        and found[link.left] == found[link.right]
    ]
    assert vetoes
    assert all(len({found[node] for node in pair}) == 2 for pair in vetoes)
    assert components([*within, *((node, node) for node in found)]) == found


def test_both_columns_are_bigint(engine):
    assert engine.columns["clusters_random_links"] == [("node", "BIGINT"), ("component", "BIGINT")]


def test_at_the_cap_it_is_done_and_beyond_it_the_build_fails(engine):
    assert engine.end_of("clusters_one_merge_a_round")[0] == "success"  # ten rounds, and ten are allowed
    status, message = engine.end_of("clusters_capped")
    assert status == "error"
    assert "clusters would merge beyond 9 rounds, and nothing was stored" in message
    assert "clusters_capped" not in engine.columns


def test_a_link_without_strength_is_refused(engine):
    status, message = engine.end_of("clusters_without_strength")
    assert status == "error"
    assert "STRENGTH" in message.upper()

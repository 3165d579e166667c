"""The longest chain of a build, found on graphs small enough to follow with a finger."""

import pytest

from lundi.cost.graph import longest_chain, total_work, with_tests_first
from lundi.errors import LundiError


def test_a_build_that_is_one_chain_is_as_long_as_its_work():
    seconds = {"a": 1.0, "b": 2.0, "c": 4.0}
    chain = longest_chain(seconds, {"b": ["a"], "c": ["b"]})
    assert (chain.seconds, chain.nodes) == (7.0, ("a", "b", "c"))
    assert total_work(seconds) == chain.seconds


def test_of_two_ways_the_longer_in_seconds_counts_not_the_one_with_more_nodes():
    seconds = {"a": 1.0, "b": 1.0, "c": 1.0, "slow": 5.0, "end": 1.0}
    chain = longest_chain(seconds, {"b": ["a"], "c": ["b"], "slow": ["a"], "end": ["c", "slow"]})
    assert (chain.seconds, chain.nodes) == (7.0, ("a", "slow", "end"))


def test_nodes_that_wait_for_nobody_have_the_longest_of_them_as_chain():
    assert longest_chain({"a": 1.0, "b": 3.0}, {}).nodes == ("b",)


def test_a_build_of_nothing_takes_no_time():
    assert longest_chain({}, {}).seconds == 0.0


def test_a_source_takes_no_time():
    assert longest_chain({"a": 2.0}, {"a": ["source"], "source": []}).seconds == 2.0


def test_a_node_that_waits_for_itself_is_refused():
    with pytest.raises(LundiError, match="waits for itself"):
        longest_chain({"a": 1.0, "b": 1.0}, {"a": ["b"], "b": ["a"]})


def test_a_node_waits_for_the_tests_of_what_it_is_made_from():
    ordered = with_tests_first({"model.a": [], "model.b": ["model.a"], "test.a": ["model.a"]})
    assert ordered["model.b"] == {"model.a", "test.a"}


def test_a_test_that_reads_more_than_a_node_is_made_from_does_not_hold_it_back():
    parents = {"model.a": [], "model.z": [], "model.b": ["model.a"], "test.az": ["model.a", "model.z"]}
    assert with_tests_first(parents)["model.b"] == {"model.a"}


def test_a_test_never_waits_for_itself_or_for_other_tests():
    ordered = with_tests_first({"model.a": [], "test.one": ["model.a"], "test.two": ["model.a"]})
    assert ordered["test.one"] == {"model.a"}

"""Graphs for the tests of the materializations, and what is right for them, found the plain way."""

import random
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations, pairwise
from typing import NamedTuple

Edge = tuple[int, int]


class Link(NamedTuple):
    """A link between two units: how strong it is, or that the two must stay apart."""

    left: int
    right: int
    strength: int | None = None
    is_forbidden: bool = False


def components(edges: Iterable[Edge]) -> dict[int, int]:
    """The smallest node of each node's component, by union and find."""
    parent: dict[int, int] = {}

    def find(node: int) -> int:
        while parent.setdefault(node, node) != node:
            parent[node] = node = parent[parent[node]]
        return node

    for left, right in edges:
        one, other = find(left), find(right)
        parent[max(one, other)] = min(one, other)
    return {node: find(node) for node in list(parent)}


def clusters(links: Sequence[Link]) -> dict[int, int]:
    """The smallest node of each node's cluster: rounds of merges as the materialization's header says them.

    Component by component, which have nothing to do with each other: every pair of clusters is looked at in each round.
    """
    component_of = components((link.left, link.right) for link in links)
    parts: dict[int, list[Link]] = {}
    for link in links:
        parts.setdefault(component_of[link.left], []).append(link)
    return {node: name for part in parts.values() for node, name in _clusters_of_one_component(part).items()}


def _clusters_of_one_component(links: Sequence[Link]) -> dict[int, int]:
    members = {node: {node} for link in links for node in (link.left, link.right)}
    strongest, vetoes = _pairs(links)
    while merges := _mutual_choices(members, strongest, vetoes):
        for one, other in merges:
            members[one] |= members.pop(other)
    return {node: name for name, nodes in members.items() for node in nodes}


def _pairs(links: Sequence[Link]) -> tuple[dict[Edge, int], set[Edge]]:
    strongest: dict[Edge, int] = {}
    vetoes: set[Edge] = set()
    for link in links:
        pair = (min(link.left, link.right), max(link.left, link.right))
        if link.is_forbidden:
            vetoes.add(pair)
        elif link.left != link.right and link.strength is not None:
            strongest[pair] = max(strongest.get(pair, link.strength), link.strength)
    return strongest, vetoes


def _mutual_choices(members: dict[int, set[int]], strongest: dict[Edge, int], vetoes: set[Edge]) -> list[Edge]:
    choice: dict[int, tuple[int, int, int, int]] = {}
    for one, other in combinations(sorted(members), 2):
        across = [(min(a, b), max(a, b)) for a in members[one] for b in members[other]]
        linked = [strongest[pair] for pair in across if pair in strongest]
        if not linked or any(pair in vetoes for pair in across):
            continue
        rank = (-max(linked), -len(linked), one, other)
        for name in (one, other):
            choice[name] = min(choice.get(name, rank), rank)
    return sorted({(one, other) for _, _, one, other in choice.values() if choice[one] == choice[other]})


def chain(nodes: Sequence[int]) -> list[Edge]:
    """The nodes in a row."""
    return list(pairwise(nodes))


def shuffled(nodes: Iterable[int], seed: int) -> list[int]:
    """The same nodes in an order that the seed gives."""
    mixed = list(nodes)
    random.Random(seed).shuffle(mixed)
    return mixed


def star(centre: int, leaves: Iterable[int]) -> list[Edge]:
    """One node joined to all others."""
    return [(leaf, centre) for leaf in leaves]


def clique(nodes: Iterable[int]) -> list[Edge]:
    """Every node joined to every other."""
    return list(combinations(nodes, 2))


def side_by_side(graphs: Iterable[Sequence[Link]]) -> list[Link]:
    """Graphs of nodes below 100 as one of several components: each has its own hundred."""
    return [
        link._replace(left=link.left + 100 * number, right=link.right + 100 * number)
        for number, links in enumerate(graphs)
        for link in links
    ]


def random_edges(seed: int, graph_count: int) -> list[Edge]:
    """Small graphs of all densities side by side; their nodes are numbers of up to 60 bits, some below zero."""
    chance = random.Random(seed)
    edges: list[Edge] = []
    for nodes in _node_sets(chance, graph_count, largest=30):
        edges += [(node, node) for node in nodes if chance.random() < 0.5]
        edges += [_two_of(chance, nodes) for _ in range(chance.randint(0, 2 * len(nodes)))]
    return edges


def random_links(seed: int, graph_count: int) -> list[Link]:
    """Small graphs of few strengths, so that ties are common, with vetoes, doubled and reversed rows."""
    chance = random.Random(seed)
    links: list[Link] = []
    for nodes in _node_sets(chance, graph_count, largest=14):
        links += [Link(node, node, 0) for node in nodes]
        strengths = chance.choice((1, 3, 50))
        for _ in range(chance.randint(0, 3 * len(nodes))):
            links.append(Link(*_two_of(chance, nodes), chance.randint(-1, strengths)))
        for _ in range(chance.randint(0, len(nodes))):
            left, right = _two_of(chance, nodes)
            if left != right:
                links.append(Link(left, right, chance.choice((None, 99)), is_forbidden=True))
    return links


def _node_sets(chance: random.Random, count: int, largest: int) -> Iterator[list[int]]:
    used: set[int] = set()
    for _ in range(count):
        nodes = {chance.randint(-(1 << 60), 1 << 60) for _ in range(chance.randint(1, largest))} - used
        used |= nodes
        yield sorted(nodes)


def _two_of(chance: random.Random, nodes: Sequence[int]) -> Edge:
    return chance.choice(nodes), chance.choice(nodes)

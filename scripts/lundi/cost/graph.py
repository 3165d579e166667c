"""The build as a graph: how much work there is in all, and how much of it must follow one another."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from lundi.errors import LundiError

Parents = Mapping[str, Iterable[str]]


@dataclass(frozen=True)
class Chain:
    """The longest chain of nodes that wait for one another: no number of machines makes the build shorter."""

    seconds: float
    nodes: tuple[str, ...]


def total_work(seconds: Mapping[str, float]) -> float:
    """Seconds of all nodes, as if one followed the other."""
    return sum(seconds.values())


def longest_chain(seconds: Mapping[str, float], parents: Parents) -> Chain:
    """The chain with the most seconds. Parents without seconds of their own (sources) take no time.

    Raises LundiError where a node waits for itself.
    """
    best: dict[str, tuple[float, str | None]] = {}
    for node in _in_order(seconds, parents):
        before = [parent for parent in parents.get(node, ()) if parent in best]
        longest = max(before, key=lambda parent: (best[parent][0], parent), default=None)
        best[node] = (seconds.get(node, 0.0) + (best[longest][0] if longest else 0.0), longest)
    if not best:
        return Chain(0.0, ())
    last: str | None = max(best, key=lambda node: (best[node][0], node))
    total = best[last][0] if last else 0.0
    nodes = []
    while last:
        nodes.append(last)
        last = best[last][1]
    return Chain(total, tuple(reversed(nodes)))


def with_tests_first(parents: Parents) -> dict[str, set[str]]:
    """The order that `dbt build` keeps: a node also waits for the tests of everything that it is made from.

    A test holds back each node that is made from all that the test reads.
    """
    ancestors = _ancestors(parents)
    tests = {node: set(found) for node, found in parents.items() if node.startswith("test.")}
    return {
        node: set(found)
        | {test for test, read in tests.items() if not node.startswith("test.") and read and read <= ancestors[node]}
        for node, found in parents.items()
    }


def _in_order(seconds: Mapping[str, float], parents: Parents) -> list[str]:
    """Every node after its parents."""
    ordered: list[str] = []
    state: dict[str, bool] = {}  # False: being looked at; True: placed
    for start in sorted({*seconds, *parents}):
        waiting = [(start, iter(sorted(parents.get(start, ()))))] if start not in state else []
        state.setdefault(start, False)
        while waiting:
            node, rest = waiting[-1]
            parent = next(rest, None)
            if parent is None:
                waiting.pop()
                state[node] = True
                ordered.append(node)
            elif parent not in state:
                state[parent] = False
                waiting.append((parent, iter(sorted(parents.get(parent, ())))))
            elif not state[parent]:
                raise LundiError(f"{parent} waits for itself", "run `dbt parse`: the manifest is not this project's")
    return ordered


def _ancestors(parents: Parents) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for node in _in_order({}, parents):
        direct = set(parents.get(node, ()))
        found[node] = direct.union(*(found.get(parent, set()) for parent in direct))
    return found

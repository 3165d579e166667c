"""Which pages of the report a broken build can still carry, and which tables must not go out with them.

A page names its report tables (`meta: {page: ...}`); report tables without one are the sales', without which there is
no edition. Everything follows from dbt's manifest: what a table reads, and which tests look at that. Nothing of a page
that is lost is published, not even what was built well: a reader must not find two ages or two halves in one edition.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

REPORTS = "reports"


@dataclass(frozen=True)
class Relation:
    """A table or view of the build, with the columns that its contract names."""

    schema: str
    name: str
    columns: tuple[tuple[str, str], ...] = ()

    @property
    def path(self) -> str:
        """Schema and name."""
        return f"{self.schema}.{self.name}"


@dataclass(frozen=True)
class Losses:
    """What a degraded edition goes out without."""

    pages: tuple[str, ...] = ()
    relations: tuple[Relation, ...] = ()
    causes: tuple[str, ...] = ()  # names of the nodes that did not pass by themselves

    def holds(self, paths: Collection[str]) -> bool:
        """Whether one of these relations is lost."""
        return any(relation.path in paths for relation in self.relations)


NOTHING = Losses()


def losses(manifest: Mapping[str, Any], bad: Mapping[str, str]) -> Losses | None:
    """What is lost where these nodes (by id, with their status) did not pass; None where the sales are among it."""
    nodes, parents = manifest["nodes"], manifest["parent_map"]
    tables = {uid: node for uid, node in nodes.items() if node["resource_type"] == "model" and _is_report(node)}
    pages: dict[str, set[str]] = {}
    for uid, node in tables.items():
        pages.setdefault(node["config"]["meta"].get("page", ""), set()).add(uid)
    needed = _reached(pages.pop("", set()), parents)
    if needed & bad.keys() or any(_is_test_of(nodes[uid], needed) for uid in bad if uid in nodes):
        return None
    children = _children(parents)
    lost = _reached((_broken(nodes, bad) - needed), children) - needed
    gone = sorted(page for page, roots in pages.items() if _reached(roots, parents) & lost)
    for page in gone:
        lost |= _reached(_reached(pages[page], parents) - needed, children) - needed
    relations = sorted((_relation(nodes[uid]) for uid in lost if _is_stored(nodes, uid)), key=lambda r: r.path)
    causes = sorted(uid.split(".")[2] for uid, status in bad.items() if status != "skipped")
    return Losses(tuple(gone), tuple(relations), tuple(causes))


def _broken(nodes: Mapping[str, Any], bad: Collection[str]) -> set[str]:
    """The bad nodes, and of bad tests what they looked at: it is there, and not to be trusted."""
    looked_at = (
        parent
        for uid in bad
        if uid in nodes and nodes[uid]["resource_type"] == "test"
        for parent in nodes[uid]["depends_on"]["nodes"]
    )
    return {*bad, *looked_at}


def _is_report(node: Mapping[str, Any]) -> bool:
    return node["schema"] == REPORTS or node["fqn"][1:2] == [REPORTS]


def _is_test_of(node: Mapping[str, Any], needed: Collection[str]) -> bool:
    """Whether a test looks at what is needed and at nothing else."""
    parents = node["depends_on"]["nodes"]
    return node["resource_type"] == "test" and bool(parents) and all(parent in needed for parent in parents)


def _is_stored(nodes: Mapping[str, Any], uid: str) -> bool:
    node = nodes.get(uid)
    return bool(node) and node["resource_type"] == "model" and node["config"]["materialized"] != "ephemeral"


def _relation(node: Mapping[str, Any]) -> Relation:
    columns = tuple((name, column["data_type"]) for name, column in node["columns"].items())
    return Relation(node["schema"], node.get("alias") or node["name"], columns)


def _children(parents: Mapping[str, Iterable[str]]) -> dict[str, set[str]]:
    children: dict[str, set[str]] = {}
    for uid, found in parents.items():
        for parent in found:
            children.setdefault(parent, set()).add(uid)
    return children


def _reached(starts: Iterable[str], neighbours: Mapping[str, Iterable[str]]) -> set[str]:
    """The starts and all that can be reached from them."""
    reached: set[str] = set()
    waiting = list(starts)
    while waiting:
        uid = waiting.pop()
        if uid not in reached:
            reached.add(uid)
            waiting += neighbours.get(uid, ())
    return reached

"""Who checks what: every rule as (entity or table, columns, kind), so that none stands in two places."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from lundi.checks import CHECKS
from lundi.landing.contract import Contract

LOADING, GATE_A, GATE_B, DBT = "the loading", "gate A", "gate B", "dbt"

# What dbt's tests and ours say, in the words of the gates.
# Sources that no application delivers.
WRITTEN_BY_LUNDI = ("ledger", "quarantine", "state", "suppression", "secret")
VALID_ROWS = "valid_rows"  # three kinds in one question
DBT_KINDS = {
    "never_null": "not_null",
    "not_null": "not_null",
    "unique": "unique",
    "unique_key": "unique",
    "accepted_values": "accepted_values",
    "relationships": "relationship",
    "total_equals": "total",
    "no_edge_joins_two_components": "graph",
}


@dataclass(frozen=True, order=True)
class Rule:
    """One rule: what it is about, and who asks."""

    table: str  # an entity as `pos/tickets`, wherever on its way through staging it is looked at; else a model
    columns: tuple[str, ...]
    kind: str
    place: str
    name: str

    @property
    def saying(self) -> tuple[str, tuple[str, ...], str]:
        """What two rules must not share."""
        return self.table, self.columns, self.kind


def loading_rules(contract: Contract) -> list[Rule]:
    """What the loading checks row by row: types, required columns, closed lists."""
    rules = []
    for entity in contract.entities:
        for column in entity.columns:
            kinds = ["type", *(["not_null"] if not column.is_nullable else [])]
            kinds += ["accepted_values"] if column.values else []
            rules += [Rule(entity.path, (column.name,), kind, LOADING, f"{column.name} {kind}") for kind in kinds]
    return rules


def gate_rules(contract: Contract) -> list[Rule]:
    """What gate A asks."""
    return [
        Rule(entity.path, tuple(sorted(rule.columns)), rule.kind, GATE_A, rule.name)
        for entity in contract.entities
        for rule in entity.rules
    ]


def artefact_rules() -> list[Rule]:
    """What gate B asks of each kind of artefact, read back from its file: no table of dbt's is a file."""
    asked = ("prints_its_figures", "names_nobody")
    return [Rule(f"*.{kind}", (), rule, GATE_B, rule) for kind in CHECKS for rule in asked]


def dbt_rules(manifest: Mapping[str, Any], contract: Contract) -> list[Rule]:
    """Every data test of the project; one on a staging model is about the entity that the model reads."""
    rules: list[Rule] = []
    for node in manifest["nodes"].values():
        if node["resource_type"] != "test":
            continue
        if node.get("test_metadata"):
            rules += _generic(node, manifest, contract)
        else:
            rules += _singular(node, manifest)
    return rules


def repeated(rules: Iterable[Rule]) -> list[str]:
    """Each rule that two places check, in words."""
    first: dict[tuple, Rule] = {}
    found = []
    for rule in sorted(rules):
        known = first.setdefault(rule.saying, rule)
        if known.place != rule.place:
            columns = ", ".join(rule.columns)
            found.append(
                f"{rule.table} ({columns}) {rule.kind}: {known.place} ({known.name}), {rule.place} ({rule.name})"
            )
    return found


def undeclared(manifest: Mapping[str, Any]) -> list[str]:
    """Singular tests that look at what is delivered and do not say which rule they are."""
    return [
        node["name"]
        for node in manifest["nodes"].values()
        if node["resource_type"] == "test" and not node.get("test_metadata")
        if _entities_read(node, manifest) and not node["config"]["meta"].get("rule")
    ]


def _generic(node: Mapping[str, Any], manifest: Mapping[str, Any], contract: Contract) -> list[Rule]:
    model = manifest["nodes"].get(node["attached_node"] or "")
    if model is None:
        return []
    entity = _entity_of(model, contract)
    renamed = dict(_renamed(model["raw_code"])) if entity else {}
    rules = []
    for kind, columns in _said(node["test_metadata"]):
        named = tuple(sorted(renamed.get(column, column) for column in columns))
        if entity and kind == "not_null":
            # That a staging model keeps its own key is a test of the model, asked of each one the day it is born.
            key = contract.entity(*entity.split("/")).key
            rules += [Rule(entity, (column,), kind, DBT, node["name"]) for column in named if column not in key]
        else:
            rules.append(Rule(entity or model["name"], named, kind, DBT, node["name"]))
    return rules


def _said(test: Mapping[str, Any]) -> list[tuple[str, tuple[str, ...]]]:
    """What a generic test asks: each kind of rule with its columns."""
    arguments = test["kwargs"]
    if test["name"] == VALID_ROWS:
        key, required = arguments["key"], arguments.get("required", [])
        return [
            ("unique", tuple(key)),
            ("not_null", (*key, *required)),
            *(("accepted_values", (column,)) for column in arguments.get("listed", {})),
        ]
    named = arguments.get("columns") or [arguments.get("column_name") or arguments.get("column")]
    return [(DBT_KINDS[test["name"]], tuple(name.strip('"').lower() for name in named if name))]


def _singular(node: Mapping[str, Any], manifest: Mapping[str, Any]) -> list[Rule]:
    rule = node["config"]["meta"].get("rule")
    if not rule:
        return []
    return [
        Rule(entity, tuple(sorted(rule["columns"])), rule["kind"], DBT, node["name"])
        for entity in _entities_read(node, manifest)
    ]


def _entities_read(node: Mapping[str, Any], manifest: Mapping[str, Any]) -> list[str]:
    """The delivered entities that a test reads: by their source, or by their staging model."""
    found = set()
    for parent in node["depends_on"]["nodes"]:
        if parent.startswith("source."):
            found.add("/".join(parent.split(".")[2:4]))
        elif ".stg_" in parent:
            found |= {"/".join(p.split(".")[2:4]) for p in manifest["nodes"][parent]["depends_on"]["nodes"]}
    return sorted(entity for entity in found if entity.split("/")[0] not in WRITTEN_BY_LUNDI)


def _entity_of(model: Mapping[str, Any], contract: Contract) -> str | None:
    """The entity that a staging model reads; None for any other model."""
    sources = [
        parent.split(".")[2:4] for parent in model["depends_on"].get("nodes", ()) if parent.startswith("source.")
    ]
    if not model["name"].startswith("stg_") or not sources:
        return None
    return next((entity.path for entity in contract.entities if [entity.source, entity.name] in sources), None)


def _renamed(sql: str) -> list[tuple[str, str]]:
    """The model's own names and those that they were delivered under."""
    return [(new, old) for old, new in re.findall(r"(?m)^\s*([a-z_]+) as ([a-z_]+),?\s*$", sql)]

"""Whether the privacy register is whole: every column has a class, every personal object stands in it, and no other."""

from collections.abc import Mapping
from typing import Any

from lundi.landing.contract import Contract
from lundi.privacy.register import Register
from lundi.warehouse.load_sql import raw_columns

CLASSES = ("none", "pseudonymous", "direct", "sensitive")
BUILT, LANDED, STATE = "lundi", "lundi_raw", "lundi_state"
BUILT_TYPES = ("model", "seed", "snapshot")

# Object (database.schema.name) to its columns and what each tells of a person; None where nobody said.
Objects = Mapping[str, Mapping[str, str | None]]


def objects_of(manifest: Mapping[str, Any], contract: Contract) -> dict[str, dict[str, str | None]]:
    """Every object that dbt builds or reads, from its manifest and from the contracts of what is delivered."""
    found = {
        f"{BUILT}.{node['schema']}.{node['name']}": _classes(node)
        for node in manifest["nodes"].values()
        if node["resource_type"] in BUILT_TYPES
    }
    for source in manifest["sources"].values():
        # Snowflake's own views of what was used are neither ours to read whole nor ours to erase from.
        if source["database"] in (LANDED, STATE):
            found[f"{source['database']}.{source['schema']}.{source['identifier']}"] = _classes(source)
    for entity in contract.entities:
        privacy = {column.name: column.privacy for column in entity.columns}
        # What the loading adds says when and in which file a row came, never whose it is.
        found[f"{LANDED}.raw.{entity.table}"] = {name: privacy.get(name, "none") for name, _ in raw_columns(entity)}
    return found


def unclassified(objects: Objects) -> list[str]:
    """Columns without a class, and objects of which no column is known."""
    columns = [
        f"{path}.{column}"
        for path, classes in objects.items()
        for column, privacy in classes.items()
        if privacy not in CLASSES
    ]
    return sorted(columns + [path for path, classes in objects.items() if not classes])


def missing(objects: Objects, register: Register) -> list[str]:
    """Objects that hold anything personal and stand in no entry."""
    known = {entry.path for entry in register.entries}
    return sorted(path for path in personal(objects) if path not in known)


def needless(objects: Objects, register: Register) -> list[str]:
    """Entries of objects that are not there, or hold nothing personal any more."""
    there = personal(objects)
    return sorted(entry.path for entry in register.entries if entry.path not in there)


def unreachable(objects: Objects, register: Register) -> list[str]:
    """Entries in which nobody would be found: no key, or one of columns that the object has not."""
    found = []
    for entry in register.entries:
        columns = objects.get(entry.path, {})
        key = register.key_of(entry, columns)
        named = (
            *(key.columns if key else ()),
            *entry.clears,
            *entry.keyed,
            *entry.withheld,
            *entry.given_if_all_own,
            *dict(entry.masked),
        )
        if key is None or not set(named) <= set(columns):
            found.append(entry.path)
    return sorted(found)


def personal(objects: Objects) -> set[str]:
    """Objects with a column that tells of a person."""
    return {
        path for path, classes in objects.items() if any(privacy not in ("none", None) for privacy in classes.values())
    }


def _classes(node: Mapping[str, Any]) -> dict[str, str | None]:
    return {
        name: ((column.get("config") or {}).get("meta") or column.get("meta") or {}).get("privacy")
        for name, column in node["columns"].items()
    }

"""The privacy register: each object that holds anything personal, how a person is found there and what an erasure does.

Access and erasure both walk this list, so that they cover the same objects. What columns say of themselves (contracts,
dbt's YAML) is not written down again: `lundi.privacy.coverage` holds the two against each other.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from lundi.errors import LundiError

REGISTER = Path(__file__).resolve().parent / "register.yml"
ACTIONS = ("delete", "detach", "rebuild", "aggregate_only")
SOURCE_CUSTOMER = "source_customer"


@dataclass(frozen=True)
class Key:
    """How a person is found in an object: a kind of key, and the column of each side of a row that carries it."""

    kind: str
    columns: tuple[str, ...]


@dataclass(frozen=True)
class Entry:
    """One object that holds anything personal."""

    database: str
    schema: str
    name: str
    action: str
    reason: str
    label: str
    key: Key | None = None  # None: it follows from the names of the columns
    source_system: str | None = None  # where the key is one application's own
    topic: str | None = None
    logic: str | None = None
    clears: tuple[str, ...] = ()  # columns that an erasure empties in a row that stays
    keyed: tuple[str, ...] = ()  # columns whose value it replaces by its keyed hash
    withheld: tuple[str, ...] = ()
    masked: tuple[tuple[str, str], ...] = ()  # column and the kind of key that it must hold
    given_if_all_own: tuple[str, ...] = ()

    @property
    def path(self) -> str:
        """Database, schema and name."""
        return f"{self.database}.{self.schema}.{self.name}"


@dataclass(frozen=True)
class DataFiles:
    """Files of a data folder that hold rows or may quote some."""

    folder: str  # landing | warehouse | out
    pattern: str
    action: str
    label: str
    reason: str


@dataclass(frozen=True)
class Register:
    """All entries, and what tells a key by the name of its column."""

    entries: tuple[Entry, ...]
    files: tuple[DataFiles, ...]
    topics: Mapping[str, str]
    key_columns: Mapping[str, tuple[str, ...]]
    prefixes: tuple[str, ...]

    def entry(self, path: str) -> Entry | None:
        """The entry of an object, None where the register has none."""
        return next((entry for entry in self.entries if entry.path == path), None)

    def with_topic(self, topic: str) -> tuple[Entry, ...]:
        """The objects that a topic of an access package is made of."""
        return tuple(entry for entry in self.entries if entry.topic == topic)

    def key_of(self, entry: Entry, columns: Iterable[str]) -> Key | None:
        """How a person is found in an object of these columns; None where nothing tells."""
        if entry.key:
            return entry.key
        names = list(columns)
        for kind, known in self.key_columns.items():
            found = tuple(name for name in names if self._without_prefix(name) in known or name in known)
            if found:
                return Key(kind, found)
        return None

    def _without_prefix(self, name: str) -> str:
        prefix = next((prefix for prefix in self.prefixes if name.startswith(prefix)), "")
        return name.removeprefix(prefix)


@cache
def load_register() -> Register:
    """The register of this version. Raises LundiError where its file is not one."""
    return read_register(REGISTER.read_text(encoding="utf-8"))


def read_register(text: str) -> Register:
    """A register from its YAML. Raises LundiError: an entry twice, an unknown action or topic, a reason missing."""
    document = yaml.safe_load(text)
    key_columns = {kind: tuple(columns) for kind, columns in document["keys"].items()}
    entries = tuple(entry for section in document["sections"] for entry in _section(section))
    paths = [entry.path for entry in entries]
    for entry in entries:
        _check(entry, document["topics"], twice=paths.count(entry.path) > 1)
    files = tuple(DataFiles(**files) for files in document.get("files", ()))
    return Register(entries, files, document["topics"], key_columns, tuple(document["prefixes"]))


def _section(section: Mapping[str, Any]) -> Iterable[Entry]:
    shared = {name: value for name, value in section.items() if name != "objects"}
    for name, own in section["objects"].items():
        yield _entry({**shared, "name": name, **(own or {})})


def _entry(fields: Mapping[str, Any]) -> Entry:
    values = dict(fields)
    key = values.pop("key", None)
    if key:
        ((kind, columns),) = key.items()
        values["key"] = Key(kind, tuple(columns))
    for name in ("clears", "keyed", "withheld", "given_if_all_own"):
        values[name] = tuple(values.get(name, ()))
    values["masked"] = tuple(values.get("masked", {}).items())
    try:
        return Entry(**values)
    except TypeError as error:
        raise LundiError(f"register.yml: {values.get('name')}: {str(error).split(') ', 1)[-1]}") from error


def _check(entry: Entry, topics: Mapping[str, str], *, twice: bool) -> None:
    if twice:
        raise LundiError(f"register.yml: {entry.path} stands there twice")
    if entry.action not in ACTIONS:
        raise LundiError(f"register.yml: {entry.path}: {entry.action!r} is no action", f"one of {', '.join(ACTIONS)}")
    if entry.topic and entry.topic not in topics:
        raise LundiError(f"register.yml: {entry.path}: {entry.topic!r} is no topic", "add it to `topics`")
    if not (entry.reason and entry.label):
        raise LundiError(f"register.yml: {entry.path} has no reason or no label")

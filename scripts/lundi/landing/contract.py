"""The interface contract as Python values, read once from `contract.yml`."""

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml

# Legal rule: no column may tell that a customer is an employee (research: M3). Whatever the contract lacks and
# whose name matches is not merely ignored, its delivery is refused.
EMPLOYEE_MARKER_WORDS = re.compile(
    r"(matricule|salari(e|es|ee|ees|e_id)?|collab\w*|staff|employ\w*|cse|remise_pers\w*|personnel_id|is_personnel)"
)


def marks_employees(column_name: str) -> bool:
    """Whether a column name speaks of staff, in French or English, snake or camel case.

    `personnel` alone is an adjective too (e-mail personnel), so it counts only in `personnel_id` and `is_personnel`.
    """
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", column_name).lower().replace("-", "_").replace(" ", "_")
    return re.search(rf"(^|_){EMPLOYEE_MARKER_WORDS.pattern}(_|$)", words) is not None


@dataclass(frozen=True)
class Column:
    """One column of an entity: its SQL type, whether it may be null, and its closed list of values, if any."""

    name: str
    sql_type: str
    is_nullable: bool
    values: tuple[str, ...] = ()


@dataclass(frozen=True)
class Entity:
    """One entity of one source: its columns, its key, its modes and what one of its corrections replaces."""

    source: str
    name: str
    modes: tuple[str, ...]
    key: tuple[str, ...]
    replaces: tuple[str, ...]
    columns: tuple[Column, ...]

    @property
    def table(self) -> str:
        """The raw table, the same name in DuckDB and in Snowflake."""
        return f"{self.source}_{self.name}"

    def column(self, name: str) -> Column:
        """The column of that name; KeyError where the contract has none."""
        return {column.name: column for column in self.columns}[name]


@dataclass(frozen=True)
class Contract:
    """Every entity that a source system may deliver."""

    version: int
    entities: tuple[Entity, ...]

    def entity(self, source: str, name: str) -> Entity | None:
        """The entity, None where the contract knows none of that source and name."""
        return next((e for e in self.entities if (e.source, e.name) == (source, name)), None)


@cache
def load_contract() -> Contract:
    """The contract that this version of Lundi speaks."""
    document = yaml.safe_load(files("lundi.landing").joinpath("contract.yml").read_text(encoding="utf-8"))
    types = document["types"]
    entities = tuple(_entity(path, body, types) for path, body in document["entities"].items())
    return Contract(version=document["contract_version"], entities=entities)


def _entity(path: str, body: dict, types: dict[str, str]) -> Entity:
    source, name = path.split("/")
    return Entity(
        source=source,
        name=name,
        modes=tuple(body["modes"]),
        key=tuple(body["key"]),
        replaces=tuple(body.get("replaces", body["key"])),
        columns=tuple(_column(column, spec, types) for column, spec in body["columns"].items()),
    )


def _column(name: str, spec: str | dict, types: dict[str, str]) -> Column:
    declared = spec if isinstance(spec, str) else spec["type"]
    values = () if isinstance(spec, str) else tuple(spec.get("values", ()))
    return Column(name, types[declared.removesuffix("?")], declared.endswith("?"), values)

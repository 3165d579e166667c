"""Reads interface contracts written in the Open Data Contract Standard (version 3.1), one file per entity.

Only the keys of the standard that something here acts upon are taken; any other is an error, whether the standard knows
it or not: a promise in a contract that nobody keeps is worse than none.
"""

from collections.abc import Iterator, Mapping
from importlib.resources.abc import Traversable
from typing import Any

import yaml

from lundi.errors import LundiError
from lundi.landing.contract import KEEP_ASIDE, Column, Contract, CsvDialect, Entity, Rule, Terms, marks_employees
from lundi.landing.rules import closed_list, rule_of
from lundi.landing.schedule import PERIOD_HOURS, parse_schedule

SUFFIX = ".odcs.yaml"
API_VERSION = "v3.1.0"
LOGICAL_TYPES = {
    "varchar": "string",
    "decimal(18,2)": "number",
    "decimal(18,3)": "number",
    "decimal(18,4)": "number",
    "decimal(5,4)": "number",
    "bigint": "integer",
    "boolean": "boolean",
    "date": "date",
    "timestamp": "timestamp",
}
PRIVACY_CLASSES = ("none", "pseudonymous", "direct", "sensitive")
DELIVERY_MODES = ("full", "append", "correction")
BASELINES = ("same_weekday_median", "previous_state")

# What each part of a contract must have, and what it may have besides.
CONTRACT_KEYS = (
    {"apiVersion", "kind", "id", "name", "version", "status", "domain", "description", "team"}
    | {"servers", "slaProperties", "schema"},
    set(),
)
DESCRIPTION_KEYS = ({"purpose"}, {"limitations", "usage"})
TEAM_KEYS = ({"name", "description"}, set())
SERVER_KEYS = ({"server", "type", "path", "format", "customProperties"}, set())
SLA_KEYS = ({"property", "value", "unit"}, {"scheduler", "schedule"})
OBJECT_KEYS = (
    {"name", "logicalType", "physicalType", "physicalName", "customProperties", "properties", "quality"},
    set(),
)
PROPERTY_KEYS = (
    {"name", "logicalType", "physicalType", "classification", "description"},
    {"required", "primaryKey", "primaryKeyPosition", "quality"},
)


class ContractError(LundiError):
    """A contract that is not one: the file, the place in it and what is wrong there."""

    def __init__(self, file: str, place: str, message: str) -> None:
        super().__init__(f"{file}: {place}: {message}", "docs/contracts.md says how a contract is written")


class Place:
    """A place in one contract file, for errors that say where."""

    def __init__(self, file: str, path: str = "") -> None:
        self.file, self.path = file, path

    def __truediv__(self, step: str) -> "Place":
        return Place(self.file, f"{self.path}.{step}" if self.path else step)

    def refuse(self, message: str) -> ContractError:
        """The error to raise."""
        return ContractError(self.file, self.path or "the file", message)

    def mapping(self, value: Any, keys: tuple[set[str], set[str]]) -> dict[str, Any]:  # noqa: ANN401 - whatever YAML holds
        """The value as a mapping with these mandatory and optional keys."""
        mandatory, optional = keys
        if not isinstance(value, dict):
            raise self.refuse("must be a mapping")
        if missing := sorted(mandatory - value.keys()):
            raise self.refuse(f"lacks {', '.join(missing)}")
        if unknown := sorted(map(str, value.keys() - mandatory - optional)):
            raise self.refuse(f"{unknown[0]} is nothing that Lundi reads")
        return value

    def one_of(self, value: Any, allowed: tuple) -> Any:  # noqa: ANN401
        """The value, where it is an allowed one."""
        if value not in allowed:
            raise self.refuse(f"{value!r} is none of {', '.join(map(str, allowed))}")
        return value


def read_contract(folder: Traversable) -> Contract:
    """Every contract below a folder `<source>/<entity>.odcs.yaml`, in the order of their names.

    Raises ContractError at the first one that is not written in the standard or contradicts itself.
    """
    entities = []
    majors = {}
    for source, file in _files(folder):
        name = f"{source}/{file.name}"
        document = _document(name, file)
        entities.append(read_entity(name, document))
        majors[name] = str(document["version"]).split(".")[0]
    odd = next((name for name, major in majors.items() if major != next(iter(majors.values()))), None)
    if odd:
        raise ContractError(odd, "version", "all contracts of one landing zone are of one major version")
    if not entities:
        raise LundiError(f"there is no contract in {folder}")
    return Contract(int(next(iter(majors.values()))), tuple(entities))


def read_entity(file: str, document: Any) -> Entity:  # noqa: ANN401 - whatever YAML holds
    """The entity that one contract describes; `file` is `<source>/<entity>.odcs.yaml`. Raises ContractError."""
    top = Place(file)
    contract = top.mapping(document, CONTRACT_KEYS)
    (top / "apiVersion").one_of(contract["apiVersion"], (API_VERSION,))
    (top / "kind").one_of(contract["kind"], ("DataContract",))
    (top / "status").one_of(contract["status"], ("active",))
    source, name = file.removesuffix(SUFFIX).split("/")
    (top / "name").one_of(contract["name"], (f"{source}/{name}",))
    (top / "domain").one_of(contract["domain"], (source,))
    if not str(contract["version"]).split(".")[0].isdigit():
        raise (top / "version").refuse("must be numbers, as 1.0.0")
    return _entity(top, contract, source, name)


def _files(folder: Traversable) -> Iterator[tuple[str, Traversable]]:
    for source in sorted((s for s in folder.iterdir() if s.is_dir()), key=lambda s: s.name):
        for file in sorted(source.iterdir(), key=lambda f: f.name):
            if file.name.endswith(SUFFIX):
                yield source.name, file


def _document(name: str, file: Traversable) -> Any:  # noqa: ANN401
    try:
        # The compiled loader: every command that touches deliveries reads some 30 contracts first.
        return yaml.load(file.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise ContractError(name, "the file", f"is no YAML: {' '.join(str(error).split())}") from error


def _entity(top: Place, contract: dict[str, Any], source: str, name: str) -> Entity:
    schema = contract["schema"]
    if not isinstance(schema, list) or len(schema) != 1:
        raise (top / "schema").refuse("must list one object: a contract is of one entity")
    place = top / "schema"
    table = place.mapping(schema[0], OBJECT_KEYS)
    (place / "name").one_of(table["name"], (name,))
    (place / "logicalType").one_of(table["logicalType"], ("object",))
    (place / "physicalType").one_of(table["physicalType"], ("table",))
    (place / "physicalName").one_of(table["physicalName"], (f"raw.{source}_{name}",))
    columns, keyed, rules = _columns(place, table["properties"])
    names = tuple(column.name for column in columns)
    key = tuple(column for _, column in sorted(keyed))
    if [position for position, _ in sorted(keyed)] != list(range(1, len(keyed) + 1)) or not key:
        raise (place / "properties").refuse("primaryKeyPosition must count the key's columns from 1")
    modes, replaces = _modes(place, table["customProperties"], key, names)
    own, baseline = _table_rules(place, table["quality"], names)
    repeated = [rule.name for rule in (*own, *rules)]
    if len(set(repeated)) != len(repeated):
        raise (place / "quality").refuse("two rules have one name")
    return Entity(
        source=source,
        name=name,
        modes=modes,
        key=key,
        replaces=replaces,
        columns=columns,
        rules=(*own, *rules),
        volume_baseline=baseline,
        dialect=_dialect(top, contract["servers"], f"{source}/{name}/{{delivery_id}}/"),
        terms=_terms(top, contract),
    )


def _columns(place: Place, properties: Any) -> tuple[tuple[Column, ...], list[tuple[int, str]], tuple[Rule, ...]]:  # noqa: ANN401
    """The columns, the key's columns with their places, and the rules that stand at columns."""
    if not isinstance(properties, list) or not properties:
        raise (place / "properties").refuse("must list the columns")
    columns, keyed, rules = [], [], []
    for number, spec in enumerate(properties):
        name = spec.get("name", number) if isinstance(spec, dict) else number
        column_place = place / f"properties.{name}"
        column = column_place.mapping(spec, PROPERTY_KEYS)
        sql_type = (column_place / "physicalType").one_of(column["physicalType"], tuple(LOGICAL_TYPES))
        (column_place / "logicalType").one_of(column["logicalType"], (LOGICAL_TYPES[sql_type],))
        privacy = (column_place / "classification").one_of(column["classification"], PRIVACY_CLASSES)
        values, own = _column_rules(column_place, column.get("quality", []), column["name"])
        if marks_employees(column["name"]):
            raise column_place.refuse("the column would tell who is an employee")
        if column.get("primaryKey"):
            keyed.append((column.get("primaryKeyPosition", 0), column["name"]))
            if not column.get("required"):
                raise column_place.refuse("a column of the key is required")
        is_nullable = not column.get("required", False)
        columns.append(Column(column["name"], sql_type, is_nullable, values, privacy, column["description"]))
        rules += own
    names = [column.name for column in columns]
    if len(set(names)) != len(names):
        raise (place / "properties").refuse("a column stands twice")
    return tuple(columns), keyed, tuple(rules)


def _column_rules(place: Place, quality: Any, column: str) -> tuple[tuple[str, ...], list[Rule]]:  # noqa: ANN401
    """The closed list that the loading keeps, if any, and the rules of gate A."""
    values: tuple[str, ...] = ()
    rules = []
    for number, spec in enumerate(quality):
        rule_place = place / f"quality.{number}"
        if isinstance(spec, dict) and spec.get("severity") == KEEP_ASIDE:
            if values:
                raise rule_place.refuse("a column has one closed list")
            values = closed_list(rule_place, spec)
        else:
            rules.append(rule_of(rule_place, spec, column))
    return values, rules


def _table_rules(place: Place, quality: Any, names: tuple[str, ...]) -> tuple[tuple[Rule, ...], str]:  # noqa: ANN401
    """The rules of the whole entity, and what its volume is compared with."""
    rules = tuple(rule_of(place / f"quality.{number}", spec) for number, spec in enumerate(quality))
    for number, rule in enumerate(rules):
        if unknown := [column for column in rule.columns if column not in names]:
            raise (place / f"quality.{number}").refuse(f"there is no column {unknown[0]}")
    volumes = [spec for spec, rule in zip(quality, rules, strict=True) if rule.kind == "volume"]
    if len(volumes) != 1:
        raise (place / "quality").refuse("must say once how many rows are expected (metric rowCount)")
    baseline = volumes[0].get("arguments", {}).get("baseline")
    return rules, (place / "quality").one_of(baseline, BASELINES)


def _modes(
    place: Place,
    properties: Any,  # noqa: ANN401
    key: tuple[str, ...],
    names: tuple[str, ...],
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    own = _custom(place / "customProperties", properties, {"deliveryModes"}, {"correctionReplaces"})
    modes = tuple((place / "deliveryModes").one_of(mode, DELIVERY_MODES) for mode in own["deliveryModes"])
    replaces = tuple(own.get("correctionReplaces", key))
    for column in replaces:
        (place / "correctionReplaces").one_of(column, names)
    return modes, replaces


def _dialect(top: Place, servers: Any, path: str) -> CsvDialect:  # noqa: ANN401
    place = top / "servers"
    if not isinstance(servers, list) or len(servers) != 1:
        raise place.refuse("must list one server: the landing zone")
    server = place.mapping(servers[0], SERVER_KEYS)
    (place / "type").one_of(server["type"], ("local",))
    (place / "path").one_of(server["path"], (path,))
    (place / "format").one_of(server["format"], ("csv or parquet",))
    own = _custom(place / "customProperties", server["customProperties"], {"encoding", "delimiter", "quote"}, set())
    # One version of the landing contract has one way to write a file: the loader reads no other.
    standard = CsvDialect()
    return CsvDialect(**{name: (place / name).one_of(value, (getattr(standard, name),)) for name, value in own.items()})


def _terms(top: Place, contract: dict[str, Any]) -> Terms:
    description = (top / "description").mapping(contract["description"], DESCRIPTION_KEYS)
    team = (top / "team").mapping(contract["team"], TEAM_KEYS)
    levels = {}
    for level in contract["slaProperties"]:
        entry = (top / "slaProperties").mapping(level, SLA_KEYS)
        levels[entry["property"]] = entry
    if missing := {"frequency", "latency"} - levels.keys():
        raise (top / "slaProperties").refuse(f"lacks {sorted(missing)[0]}")
    (top / "slaProperties.latency.unit").one_of(levels["latency"]["unit"], ("h",))
    frequency = levels["frequency"]
    (top / "slaProperties.frequency.scheduler").one_of(frequency.get("scheduler"), ("cron",))
    (top / "slaProperties.frequency.unit").one_of(frequency["unit"], tuple(PERIOD_HOURS))
    try:
        parse_schedule(str(frequency.get("schedule", "")))
    except ValueError as error:
        raise (top / "slaProperties.frequency.schedule").refuse(str(error)) from error
    return Terms(
        owner=team["name"],
        owner_description=team["description"],
        purpose=description["purpose"],
        limitations=description.get("limitations", ""),
        every=f"{frequency['value']} {frequency['unit']}",
        schedule=str(frequency.get("schedule", "")),
        late_after_hours=int(levels["latency"]["value"]),
    )


def _custom(place: Place, properties: Any, mandatory: set[str], optional: set[str]) -> Mapping[str, Any]:  # noqa: ANN401
    """The standard's list of {property, value} as a mapping."""
    pairs = [place.mapping(entry, ({"property", "value"}, set())) for entry in properties]
    return place.mapping({pair["property"]: pair["value"] for pair in pairs}, (mandatory, optional))

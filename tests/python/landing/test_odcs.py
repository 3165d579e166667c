"""Contracts are read from the standard's files, or refused with file, place and reason."""

import copy
from importlib.resources import files

import pytest
import yaml

from lundi.landing.contract import load_contract
from lundi.landing.odcs import ContractError, read_contract, read_entity
from lundi.settings import PROJECT_ROOT

CONTRACTS = files("lundi.landing").joinpath("contracts")
TICKETS = yaml.safe_load(CONTRACTS.joinpath("pos", "tickets.odcs.yaml").read_text(encoding="utf-8"))
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
FILE = "pos/tickets.odcs.yaml"
# What the Open Data Contract Standard 3.1 knows, of what stands in our files.
STANDARD_KEYS = {
    "apiVersion", "kind", "id", "name", "version", "status", "domain", "description", "team", "servers", "schema",
    "slaProperties", "purpose", "limitations", "server", "type", "path", "format", "customProperties", "property",
    "value", "unit", "scheduler", "schedule", "logicalType", "physicalType", "physicalName", "properties", "quality",
    "required", "primaryKey", "primaryKeyPosition", "classification", "metric", "arguments", "mustBe", "mustBeBetween",
    "mustBeLessOrEqualTo", "severity", "engine", "implementation", "method",
}  # fmt: skip
METRICS = {"nullValues", "missingValues", "invalidValues", "rowCount"}


def keys_of(value):
    """Every key of a document that belongs to the standard: what an engine is given is the engine's."""
    if isinstance(value, list):
        return {key for item in value for key in keys_of(item)}
    if not isinstance(value, dict):
        return set()
    free = ("arguments", "implementation")
    return set(value) | {key for name, item in value.items() if name not in free for key in keys_of(item)}


def documents():
    return [
        (f.name, yaml.load(f.read_text(encoding="utf-8"), Loader=LOADER))
        for s in CONTRACTS.iterdir()
        for f in s.iterdir()
    ]


def changed(path, value):
    """The ticket contract with one value put, or taken away where it is None."""
    document = copy.deepcopy(TICKETS)
    place = document
    for step in path[:-1]:
        place = place[step]
    if value is None:
        del place[path[-1]]
    else:
        place[path[-1]] = value
    return document


def test_contracts_use_the_words_of_the_standard_alone():
    metrics = set()
    for name, document in documents():
        assert keys_of(document) <= STANDARD_KEYS, name
        rules = document["schema"][0]["quality"] + [
            rule for column in document["schema"][0]["properties"] for rule in column.get("quality", [])
        ]
        metrics |= {rule["metric"] for rule in rules if rule.get("type", "library") == "library"}
    assert metrics <= METRICS


def test_every_contract_names_owner_schedule_volume_and_the_privacy_of_each_column():
    for entity in load_contract().entities:
        assert entity.terms.owner, entity.path
        assert len(entity.terms.schedule.split()) == 5, entity.path
        assert entity.terms.late_after_hours > 0, entity.path
        assert [rule.kind for rule in entity.rules].count("volume") == 1, entity.path
        assert all(column.description and column.privacy for column in entity.columns), entity.path


def test_a_column_has_the_privacy_class_that_staging_gives_it():
    compared = 0
    for entity in load_contract().entities:
        model = PROJECT_ROOT / "models" / "staging" / entity.source / f"stg_{entity.source}__{entity.name}.yml"
        if not model.is_file():
            continue
        document = yaml.load(model.read_text(encoding="utf-8"), Loader=LOADER)
        staged = {column["name"]: column["config"]["meta"]["privacy"] for column in document["models"][0]["columns"]}
        for column in entity.columns:
            if column.name in staged:
                assert column.privacy == staged[column.name], f"{entity.path}.{column.name}"
                compared += 1
    assert compared > 200


def test_what_stands_in_the_file_is_what_is_read():
    entity = read_entity(FILE, TICKETS)
    assert (entity.path, entity.key, entity.replaces) == ("pos/tickets", ("ticket_id",), ("ticket_id",))
    assert entity.column("status").values == ("sale", "void", "training")
    assert (entity.column("loyalty_card_number").privacy, entity.column("store_id").privacy) == ("direct", "none")
    volume, opening, control = entity.rules
    assert (volume.kind, volume.severity) == ("volume", "hold")
    assert volume.arguments == {"column": "volume_percent", "min_value": 60, "max_value": 140}
    assert (opening.kind, opening.columns, opening.severity) == ("order", ("closed_at", "opened_at"), "warn")
    assert (control.kind, control.columns) == ("control_total", ("total_eur_incl_tax",))
    assert [rule.is_of_deliveries for rule in entity.rules] == [True, False, True]


def test_a_share_of_broken_rows_may_be_tolerated():
    rules = {rule.name: rule for rule in load_contract().entity("loyalty", "members").rules}
    assert (rules["email_has_an_at_sign"].kind, rules["email_has_an_at_sign"].tolerated_percent) == ("pattern", 20.0)


SCHEMA = ("schema", 0)
FIRST_COLUMN = (*SCHEMA, "properties", 0)
STATUS_RULE = (*SCHEMA, "properties", 9, "quality", 0)


@pytest.mark.parametrize(
    ("path", "value", "place", "said"),
    [
        (("apiVersion",), "v2.2.0", "apiVersion", "'v2.2.0' is none of v3.1.0"),
        (("kind",), None, "the file", "lacks kind"),
        (("price",), {"priceAmount": 1}, "the file", "price is nothing that Lundi reads"),
        (("name",), "pos/ticket", "name", "'pos/ticket' is none of pos/tickets"),
        (("version",), "one", "version", "must be numbers"),
        (("team", "name"), None, "team", "lacks name"),
        (("servers", 0, "customProperties", 1, "value"), ",", "servers.delimiter", "',' is none of ;"),
        (("slaProperties",), [], "slaProperties", "lacks frequency"),
        (("slaProperties", 0, "unit"), "y", "slaProperties.frequency.unit", "'y' is none of d, month"),
        (("slaProperties", 0, "schedule"), "@daily", "slaProperties.frequency.schedule", "five fields"),
        ((*SCHEMA, "quality"), [], "schema.quality", "must say once how many rows are expected"),
        ((*SCHEMA, "quality", 0, "metric"), "freshness", "schema.quality.0", "metric freshness does not stand here"),
        ((*SCHEMA, "quality", 0, "severity"), "error", "schema.quality.0.severity", "'error' is none of hold, warn"),
        ((*SCHEMA, "quality", 0, "arguments"), {"baseline": "guess"}, "schema.quality", "'guess' is none of"),
        ((*FIRST_COLUMN, "physicalType"), "text", "schema.properties.ticket_id.physicalType", "'text' is none of"),
        ((*FIRST_COLUMN, "logicalType"), "date", "schema.properties.ticket_id.logicalType", "'date' is none of string"),
        ((*FIRST_COLUMN, "classification"), "secret", "schema.properties.ticket_id.classification", "'secret'"),
        ((*FIRST_COLUMN, "required"), None, "schema.properties.ticket_id", "a column of the key is required"),
        ((*FIRST_COLUMN, "primaryKeyPosition"), 2, "schema.properties", "must count the key's columns from 1"),
        ((*FIRST_COLUMN, "name"), "matricule", "schema.properties.matricule", "would tell who is an employee"),
        ((*FIRST_COLUMN, "name"), "store_id", "schema.properties", "a column stands twice"),
        (
            (*STATUS_RULE, "arguments"),
            {"pattern": "^a$"},
            "schema.properties.status.quality.0",
            "a list of validValues",
        ),
    ],
)
def test_a_contract_that_is_none_is_refused_with_file_place_and_reason(path, value, place, said):
    with pytest.raises(ContractError) as refused:
        read_entity(FILE, changed(path, value))
    assert refused.value.message.startswith(f"{FILE}: {place}: ")
    assert said in refused.value.message


def test_a_pattern_is_anchored():
    document = yaml.safe_load(CONTRACTS.joinpath("loyalty", "members.odcs.yaml").read_text(encoding="utf-8"))
    rule = next(c for c in document["schema"][0]["properties"] if c["name"] == "email")["quality"][0]
    rule["arguments"]["pattern"] = "@"
    with pytest.raises(ContractError, match="must be anchored"):
        read_entity("loyalty/members.odcs.yaml", document)


def test_a_rule_is_about_the_column_at_which_it_stands():
    document = copy.deepcopy(TICKETS)
    total = document["schema"][0]["properties"][-1]["quality"][0]
    total["implementation"]["kwargs"]["column"] = "store_id_difference"
    with pytest.raises(ContractError, match="stands at column total_eur_incl_tax and is about store_id"):
        read_entity(FILE, document)


def test_a_file_that_is_no_yaml_and_contracts_of_two_versions_are_named(tmp_path):
    (tmp_path / "pos").mkdir()
    (tmp_path / FILE).write_text("a: [", encoding="utf-8")
    with pytest.raises(ContractError, match=r"pos/tickets\.odcs\.yaml: the file: is no YAML"):
        read_contract(tmp_path)
    for name, version in (("tickets", "1.0.0"), ("waste", "2.0.0")):
        text = CONTRACTS.joinpath("pos", f"{name}.odcs.yaml").read_text(encoding="utf-8")
        (tmp_path / "pos" / f"{name}.odcs.yaml").write_text(text.replace("version: 1.0.0", f"version: {version}"))
    with pytest.raises(ContractError, match=r"waste\.odcs\.yaml: version: all contracts"):
        read_contract(tmp_path)

"""What the build protects of a model: direct and sensitive columns by their class, and its rows."""

import re
from types import SimpleNamespace

import pytest
from jinja2 import Environment

from lundi.settings import PROJECT_ROOT

MACRO = PROJECT_ROOT / "macros" / "snowflake" / "protect_people.sql"


def _returning(macro, returned):
    """The macro as dbt calls it: it gives what it returned."""

    def call(*arguments):
        macro(*arguments)
        return returned.pop()

    return call


class Model:
    """A model that was built: the class of each column, and its type in the account (TEXT where none is given)."""

    def __init__(self, classes, types=(), materialized="table", target="prod"):
        self.sent = []
        self._types = {name: "TEXT" for name in classes} | dict(types)
        self.model = SimpleNamespace(
            config=SimpleNamespace(materialized=materialized),
            columns={
                name: SimpleNamespace(config=SimpleNamespace(meta=SimpleNamespace(privacy=value)))
                for name, value in classes.items()
            },
        )
        self.target = SimpleNamespace(name=target, database="LUNDI")

    def protect(self, engine="snowflake"):
        def give(value=""):
            returned.append(value)
            return ""

        returned = []
        columns = [SimpleNamespace(name=name.upper(), dtype=kind) for name, kind in self._types.items()]
        environment = Environment(extensions=["jinja2.ext.do"])
        environment.globals.update(
            {
                "return": give,
                "execute": True,
                "model": self.model,
                "target": self.target,
                "this": "LUNDI.vault.people",
                "run_query": lambda sql: self.sent.append(sql),
                "adapter": SimpleNamespace(get_columns_in_relation=lambda _: columns),
            }
        )
        macros = environment.from_string(MACRO.read_text(encoding="utf-8")).module
        for name in ("hidden_columns", "row_policies"):
            environment.globals[name] = _returning(getattr(macros, name), returned)
        # A template binds its own macros, which give texts; dbt's give what they return.
        source = re.sub(r"macro (?=hidden_columns|row_policies)", "macro own_", MACRO.read_text(encoding="utf-8"))
        getattr(environment.from_string(source).module, f"{engine}__protect_people")()
        return self.sent


def test_direct_and_sensitive_columns_carry_their_class_and_the_rows_their_policy():
    model = Model({"record_number": "pseudonymous", "email": "direct", "source_system": "none", "illness": "sensitive"},
                  {"record_number": "NUMBER"})  # fmt: skip
    assert model.protect() == [
        "alter table LUNDI.vault.people modify column email set tag lundi_state.governance.privacy_class = 'direct', "
        "column illness set tag lundi_state.governance.privacy_class = 'sensitive'",
        "alter table LUNDI.vault.people add row access policy lundi_state.governance.people_rows on (source_system)",
    ]


def test_a_view_is_altered_as_a_view():
    sent = Model({"email": "direct", "record_id": "pseudonymous"}, materialized="view").protect()
    assert [statement.split()[:2] for statement in sent] == [["alter", "view"]] * 2
    assert sent[1].endswith("on (record_id)")


@pytest.mark.parametrize("classes", [{"customer_id": "pseudonymous"}, {"amount": "none"}, {}])
def test_a_model_without_direct_columns_is_left_alone(classes):
    assert Model(classes).protect() == []


def test_a_proposed_change_and_duckdb_have_nothing_to_protect():
    people = {"email": "direct", "record_id": "pseudonymous"}
    assert Model(people, target="ci").protect() == []
    assert Model(people).protect(engine="duckdb") == []


def test_rows_are_named_by_a_number_where_no_text_is_left_and_a_list_of_names_is_masked_alone():
    numbered = Model({"email": "direct", "record_number": "pseudonymous"}, {"record_number": "NUMBER"}).protect()
    assert numbered[1].endswith("add row access policy lundi_state.governance.people_rows_by_number on (record_number)")
    assert len(Model({"last_name": "direct", "seen_on": "none"}, {"seen_on": "DATE"}).protect()) == 1

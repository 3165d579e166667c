"""The rows that fct_row_balance counts are told apart by the keys that the interface contracts name."""

import ast
import re

from lundi.landing.contract import load_contract
from lundi.settings import PROJECT_ROOT

MACRO = PROJECT_ROOT / "macros" / "staging" / "counted_entities.sql"
# Its staging model keeps the last decision on two records: no row of it stands for one delivered row.
NOT_ROW_BY_ROW = {"privacy/match_decisions"}


def counted():
    (listed,) = re.findall(r"set entities = (\[.*?\n    \])", MACRO.read_text(encoding="utf-8"), re.DOTALL)
    return ast.literal_eval(listed)


def test_key_unit_and_mode_are_the_contract_s():
    contract = load_contract()
    for one in counted():
        entity = contract.entity(one["source"], one["entity"])
        assert (tuple(one["key"]), tuple(one.get("unit", one["key"]))) == (entity.key, entity.replaces), entity.path
        assert one.get("is_full", False) == ("full" in entity.modes), entity.path
        types = {entity.column(name).sql_type for name in entity.key}
        assert one.get("has_time", False) == ("timestamp" in types), entity.path


def test_every_entity_that_is_staged_row_by_row_is_counted():
    staged = {
        f"{path.parent.name}/{path.stem.split('__')[1]}" for path in (PROJECT_ROOT / "models/staging").rglob("*.sql")
    }
    delivered = {entity.path for entity in load_contract().entities}
    named = {f"{one['source']}/{one['entity']}" for one in counted()}
    assert (staged & delivered) - NOT_ROW_BY_ROW == named

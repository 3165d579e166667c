"""No attribute of a customer may tell that somebody works for the retailer: neither a column nor a word about it."""

import re
from functools import cache

import pytest
import yaml

from lundi.landing.contract import EMPLOYEE_MARKER_WORDS, load_contract, marks_employees
from lundi.settings import PROJECT_ROOT

FOLDERS = ("models/customer", "models/marts/customer", "models/staging", "seeds/customer")
VALUE_TEST = PROJECT_ROOT / "tests/singular/customer/assert_no_value_tells_that_a_customer_works_here.sql"


@cache
def described_columns():
    """Each column of the customers' models, seeds and their sources, with its node."""
    paths = [path for folder in FOLDERS for path in sorted((PROJECT_ROOT / folder).rglob("*.yml"))]
    documents = [yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader) for path in paths]
    nodes = [node for document in documents for kind in ("models", "seeds") for node in document.get(kind, ())]
    return [(node["name"], column) for node in nodes for column in node.get("columns", ())]


def test_no_column_tells_who_is_an_employee():
    names = [(node, column["name"]) for node, column in described_columns()]
    assert len(names) > 300
    assert [name for name in names if marks_employees(name[1])] == []


def test_no_value_that_a_column_may_have_tells_it():
    tests = [test for _, column in described_columns() for test in column.get("data_tests", ())]
    accepted = [test["accepted_values"] for test in tests if isinstance(test, dict) and "accepted_values" in test]
    values = {str(value) for test in accepted for value in test["arguments"]["values"]}
    delivered = [column for entity in load_contract().entities for column in entity.columns]
    values |= {value for column in delivered for value in column.values}
    assert {"merged", "same_person"} <= values
    assert {value for value in values if marks_employees(value)} == set()


@pytest.mark.parametrize("word", ["employee", "salarie", "collaborateur", "staff", "matricule", "remise_personnel"])
def test_the_values_of_the_marts_are_searched_for_what_columns_are_searched_for(word):
    assert re.search(EMPLOYEE_MARKER_WORDS, word)
    searched = re.search(r"set words = \[(.*)\]", VALUE_TEST.read_text(encoding="utf-8"))
    assert any(text.strip(' "') in word for text in searched[1].split(","))


def test_every_mart_of_the_customers_is_searched():
    text = VALUE_TEST.read_text(encoding="utf-8")
    marts = {path.stem for path in (PROJECT_ROOT / "models/marts/customer").glob("*.sql")}
    assert marts == set(re.findall(r'ref\("(\w+)"\)', text))

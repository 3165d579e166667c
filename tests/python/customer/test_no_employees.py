"""No attribute of a customer may tell that somebody works for the retailer: neither a column nor a word about it."""

import re
from functools import cache

import pytest
import yaml

from lundi.landing.contract import EMPLOYEE_MARKER_WORDS, load_contract, marks_employees
from lundi.settings import PROJECT_ROOT

FOLDERS = ("models", "seeds")
MARTS = ("models/marts/customer", "models/marts/marketing")
PROMOTION_TEST = PROJECT_ROOT / "tests/singular/sales/assert_no_promotion_tells_that_a_buyer_works_here.sql"
# Mailboxes of two names, one of which is compared; and what applications write where they know none.
KNOWN_MAIL_DOMAINS = {"gmail.com", "googlemail.com"}
VALUE_TEST = PROJECT_ROOT / "tests/singular/customer/assert_no_value_tells_that_a_customer_works_here.sql"


@cache
def described_nodes():
    """Each model and seed as its YAML describes it."""
    paths = [path for folder in FOLDERS for path in sorted((PROJECT_ROOT / folder).rglob("*.yml"))]
    documents = [yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader) for path in paths]
    return [node for document in documents for kind in ("models", "seeds") for node in document.get(kind, ())]


def described_columns():
    """Each column of the models and seeds, with its node."""
    return [(node["name"], column) for node in described_nodes() for column in node.get("columns", ())]


def listed_values():
    """Each list of values that a test of a column or of a model's rows allows."""
    for place in (*described_nodes(), *(column for _, column in described_columns())):
        for test in place.get("data_tests", ()):
            if isinstance(test, dict) and "accepted_values" in test:
                yield test["accepted_values"]["arguments"]["values"]
            if isinstance(test, dict) and "valid_rows" in test:
                yield from test["valid_rows"]["arguments"].get("listed", {}).values()


def test_no_column_tells_who_is_an_employee():
    names = [(node, column["name"]) for node, column in described_columns()]
    assert len(names) > 2000
    assert [name for name in names if marks_employees(name[1])] == []


def test_no_value_that_a_column_may_have_tells_it():
    values = {str(value) for listed in listed_values() for value in listed}
    delivered = [column for entity in load_contract().entities for column in entity.columns]
    values |= {value for column in delivered for value in column.values}
    assert {"merged", "same_person"} <= values
    assert {value for value in values if marks_employees(value)} == set()


@pytest.mark.parametrize("word", ["employee", "salarie", "collaborateur", "staff", "matricule", "remise_personnel"])
def test_the_values_of_the_marts_are_searched_for_what_columns_are_searched_for(word):
    assert re.search(EMPLOYEE_MARKER_WORDS, word)
    searched = re.search(r"set words = \[(.*)\]", VALUE_TEST.read_text(encoding="utf-8"))
    assert any(text.strip(' "') in word for text in searched[1].split(","))


@pytest.mark.parametrize("word", ["employ", "salari", "collab", "staff", "matricule", "du personnel"])
def test_promotions_are_searched_for_staff_and_personal_care_is_none(word):
    searched = re.search(r"set words = \[(.*)\]", PROMOTION_TEST.read_text(encoding="utf-8"))
    words = [text.strip(' "') for text in searched[1].split(",")]
    assert word in words
    assert not any(each in "-20 % soins personnels" for each in words)


def test_no_rule_looks_at_the_domain_of_somebody_s_employer():
    texts = [
        path.read_text("utf-8") for folder in ("models", "macros") for path in (PROJECT_ROOT / folder).rglob("*.sql")
    ]
    literals = {literal.lower() for text in texts for literal in re.findall(r"'([^'\n]*)'", text)}
    domains = {found for each in literals for found in re.findall(r"[\w-]+\.(?:com|fr|net|org|eu)\b", each)}
    assert domains == KNOWN_MAIL_DOMAINS
    outside = [
        (node, column["name"])
        for node, column in described_columns()
        if "domain" in column["name"] and not node.startswith(("int_customer__", "customer_"))
    ]
    assert outside == []


def test_every_mart_of_the_customers_is_searched():
    text = VALUE_TEST.read_text(encoding="utf-8")
    marts = {path.stem for folder in MARTS for path in (PROJECT_ROOT / folder).glob("*.sql")}
    assert marts == set(re.findall(r'ref\("(\w+)"\)', text))

"""The contracts of products, read from dbt's manifest."""

import pytest

from lundi.errors import LundiError
from lundi.share.contracts import breaking_changes, contract_of, normal_type
from lundi.share.offers import Product

PRODUCT = Product("sales", 2, "share_sales", "Ventes", "Sales", "", "", "active")


def node(**changed):
    column = {
        "name": "sales_eur_excl_tax",
        "data_type": "numeric(18, 2)",
        "description": "Sales\nof it.",
        "meta": {"privacy": "none", "description_fr": "Ventes."},
    }
    columns = {"partner_code": {"name": "partner_code", "data_type": "varchar"}, "sales_eur_excl_tax": column}
    found = {"name": "share_sales", "version": 2, "contract": {"enforced": True}, "columns": columns}
    return {"nodes": {"model.lundi.share_sales.v2": {**found, "alias": "share_sales_v2", **changed}}}


def test_a_contract_has_every_column_but_the_partner_s_code():
    contract = contract_of(PRODUCT, node())
    assert contract.relation == "share_sales_v2"
    assert contract.names == contract.measures == ("sales_eur_excl_tax",)
    column = contract.columns[0]
    assert (column.privacy, column.description_en, column.description_fr) == ("none", "Sales of it.", "Ventes.")


def test_a_model_without_that_version_or_without_a_contract_is_none():
    for manifest in ({}, node(contract={"enforced": False})):
        with pytest.raises(LundiError, match="no model share_sales of that version with an enforced contract"):
            contract_of(PRODUCT, manifest)


def test_a_type_is_the_same_by_any_of_its_names():
    assert normal_type("DECIMAL(18,2)") == normal_type("numeric(18, 2)") == "numeric(18,2)"
    assert normal_type("VARCHAR") == normal_type("text") == "varchar"


def test_a_column_that_is_new_gone_or_of_another_type_is_a_change():
    contract = contract_of(PRODUCT, node())
    assert breaking_changes([("sales_eur_excl_tax", "numeric(18,2)")], contract) == []
    assert breaking_changes([("sales_eur_excl_tax", "double"), ("old", "varchar")], contract) == [
        "column old is gone",
        "sales_eur_excl_tax was double and is numeric(18,2)",
    ]
    assert breaking_changes([], contract) == ["column sales_eur_excl_tax is new"]

"""The sheets of the customers in the company's workbook."""

import io

import openpyxl

from lundi.reports.customer_sheets import customer_sheets, customer_values
from reports import factories

SHEETS = ["Clients", "Clients par application", "Clients en commun", "Règles clients"]


def test_the_workbook_has_a_sheet_for_each_table_before_the_definitions(customers):
    book = openpyxl.load_workbook(io.BytesIO(customers.files["xlsx"]))
    assert book.sheetnames[-5:] == [*SHEETS, "Définitions"]
    rows = {row[0]: row[1:] for row in book["Clients par application"].iter_rows(min_row=5, values_only=True)}
    assert rows["Drive"][:5] == (6, 6, 0, 0, 4)
    cases = {row[0]: row[1:] for row in book["Règles clients"].iter_rows(min_row=5, values_only=True)}
    assert cases["C14"][:4] == ("Règle C14", "à revoir", 4, 2)


def test_what_is_checked_on_a_sheet_is_all_that_the_data_have():
    values = customer_values(factories.customers_week())
    assert list(values) == ["customers", "customer_sources", "customer_overlap", "match_cases"]
    assert values["customers"]["Mouvement\u00a0: créés"] == [2, 12]
    assert len(values["match_cases"]) == 8


def test_an_edition_without_customers_has_no_sheet_of_them():
    assert customer_sheets(factories.normal_week()) == []
    assert customer_values(factories.normal_week()) == {}

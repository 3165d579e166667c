"""Who may have what on which day."""

from dataclasses import replace
from datetime import date

import pytest

from lundi.errors import LundiError
from lundi.share.offers import Catalogue, Entitlement, Partner, Product, check_code, without

DAY = date(2026, 11, 16)
PARTNER = Partner("alpha", "Alpha Laiterie", "supplier")
PRODUCT = Product("sales", 1, "share_sales", "Ventes", "Sales", "", "", "active")
ROW = Entitlement("alpha", "sales", 1, "brand", "A", date(2026, 1, 1), None, "duckdb")


def offer(*rows, product=PRODUCT, day=DAY):
    return Catalogue((PARTNER,), (product,), rows).offer(PARTNER, day)


@pytest.mark.parametrize(
    ("valid_from", "valid_to", "is_given"),
    [
        (DAY, None, True),
        (date(2026, 11, 17), None, False),
        (date(2026, 1, 1), DAY, True),
        (date(2026, 1, 1), date(2026, 11, 15), False),
    ],
    ids=["from today", "from tomorrow", "until today", "until yesterday"],
)
def test_an_entitlement_holds_from_its_first_day_to_its_last(valid_from, valid_to, is_given):
    assert offer(replace(ROW, valid_from=valid_from, valid_to=valid_to)).is_ended is not is_given


def test_a_product_that_ended_is_given_to_nobody_from_the_day_after():
    assert not offer(ROW, product=replace(PRODUCT, ends_on=DAY)).is_ended
    assert offer(ROW, product=replace(PRODUCT, ends_on=date(2026, 11, 15))).is_ended


def test_a_grant_has_the_values_of_each_kind_and_the_formats_of_all_rows():
    grant = offer(ROW, replace(ROW, scope_value="B", file_format="parquet")).grants[0]
    assert grant.scopes == {"brand": {"A", "B"}}
    assert grant.formats == {"duckdb", "parquet"}
    assert offer(replace(ROW, scope_kind="all", scope_value=None)).grants[0].scopes == {"all": frozenset()}


def test_access_ends_with_the_last_row_or_with_the_product_whichever_is_first():
    ends = replace(ROW, valid_to=date(2026, 12, 1))
    later = replace(ROW, scope_value="B", valid_to=date(2026, 12, 8))
    assert offer(ROW).grants[0].last_day is None
    assert offer(ends, later).grants[0].last_day == date(2026, 12, 8)
    assert offer(ends, replace(ROW, scope_value="B")).grants[0].last_day is None
    assert offer(ROW, product=replace(PRODUCT, ends_on=date(2026, 11, 30))).grants[0].last_day == date(2026, 11, 30)


def test_another_partner_s_row_and_another_version_give_nothing():
    assert offer(replace(ROW, partner_code="beta")).is_ended
    with pytest.raises(LundiError, match="no such product"):
        offer(replace(ROW, product_version=2))


def test_a_revoked_partner_is_offered_nothing():
    assert without(offer(ROW), ["alpha"]).is_ended
    assert not without(offer(ROW), ["beta"]).is_ended


@pytest.mark.parametrize("code", ["../x", "a/b", "A", "", "1a", "a b", "a.b", "x" * 64])
def test_what_could_not_be_a_folder_is_no_code(code):
    with pytest.raises(LundiError, match="is no code"):
        check_code(code)

"""`lundi share list` and the seeds' files."""

import pytest

from lundi.errors import LundiError
from lundi.share import listing
from lundi.share.catalogue import read_seed_files
from lundi.share.publishing import publish_shares, revoke_partner
from share_world import MONDAY

FILES = {
    "share_partners": "partner_code,partner_name,partner_kind\nalpha,Alpha,supplier\ndelta,Delta,agency\n",
    "share_products": "product_code,product_version,model_name,name_fr,name_en,description_fr,description_en,status,"
    "deprecated_on,ends_on,replaced_by\nsupplier_sales,1,share_supplier_sales_weekly,V,S,V,S,active,,,\n",
    "share_entitlements": "entitlement_id,partner_code,product_code,product_version,scope_kind,scope_value,valid_from,"
    "valid_to,file_format\ne1,alpha,supplier_sales,1,supplier,SUP-A,2026-01-01,2026-12-31,both\n",
}


@pytest.fixture
def seeds(tmp_path, monkeypatch):
    folder = tmp_path / "seeds"
    folder.mkdir()
    for name, text in FILES.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    monkeypatch.setattr(listing, "SEED_FOLDER", folder)
    return folder


def test_it_says_who_gets_what_and_what_the_next_publication_changes(world, seeds):
    assert listing.listed(world.settings, MONDAY) == [
        ("alpha", "supplier_sales_v1", "supplier SUP-A", "2026-12-31", "duckdb, parquet", "not published"),
        ("delta", "", "nothing", "", "", ""),
    ]
    publish_shares(world.settings, MONDAY, is_built_anew=False)
    lines = {line[0]: line for line in listing.listed(world.settings, MONDAY)}
    assert lines["alpha"][5].startswith("no. 1, ")
    assert lines["beta"][2:] == ("not in the seed", "", "", "to be removed")
    revoke_partner(world.settings, "alpha", "test", MONDAY)
    assert listing.listed(world.settings, MONDAY, "alpha") == [("alpha", "", "revoked", "", "", "removed")]
    with pytest.raises(LundiError, match="there is no partner"):
        listing.listed(world.settings, MONDAY, "nobody")


def test_the_history_is_the_latest_first(world):
    publish_shares(world.settings, MONDAY, is_built_anew=False)
    lines = listing.history_of(world.settings)
    assert [(line.partner_code, line.product, line.row_count) for line in lines] == [
        ("alpha", "supplier_sales_v1", 4),
        ("beta", "supplier_sales_v1", 1),
        ("gamma", "franchisee_sales_v1", 1),
    ]


def test_an_end_that_is_no_date_and_a_file_that_is_gone_are_told(seeds):
    (seeds / "share_partners.csv").write_text(
        "partner_code,partner_name,partner_kind\n../x,X,agency\n", encoding="utf-8"
    )
    with pytest.raises(LundiError, match="is no code"):
        read_seed_files(seeds)
    (seeds / "share_partners.csv").unlink()
    with pytest.raises(LundiError, match=r"share_partners\.csv cannot be read"):
        read_seed_files(seeds)

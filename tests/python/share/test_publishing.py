"""Publishing: what a partner gets, that it is nobody else's, and that it goes when the seed says so."""

import hashlib
import json
from datetime import date, timedelta
from decimal import Decimal

import duckdb
import pytest

from lundi.errors import LundiError
from lundi.publications import Store
from lundi.share.audit import history
from lundi.share.folders import current_folder, partner_folder, share_folder
from lundi.share.publishing import diff_shares, publish_shares, revoke_partner
from lundi.share.revocations import read_revocations
from lundi.share.tokens import issue_token, read_tokens
from lundi.warehouse.state import open_state
from share_world import MONDAY, SUPPLIER_COLUMNS, supplier_row

LATER = MONDAY + timedelta(days=7)


def publish(world, moment=MONDAY, **options):
    outcomes = publish_shares(world.settings, moment, is_built_anew=False, **options)
    return {outcome.partner_code: outcome for outcome in outcomes}


def current(world, code):
    return current_folder(share_folder(world.settings.out), code)


def manifest(world, code):
    return json.loads((current(world, code) / "manifest.json").read_text(encoding="utf-8"))


def test_each_partner_gets_its_own_rows_and_nobody_else_s(world):
    assert {code: outcome.what for code, outcome in publish(world).items()} == {
        "alpha": "published",
        "beta": "published",
        "gamma": "published",
    }
    with duckdb.connect(str(current(world, "alpha") / "partage.duckdb"), read_only=True) as connection:
        found = connection.execute("select distinct supplier_id from supplier_sales_v1").fetchall()
        assert found == [("SUP-A",)]
        assert connection.execute("select count(*) from supplier_sales_v1").fetchone() == (4,)
        with pytest.raises(duckdb.InvalidInputException):
            connection.execute("drop table supplier_sales_v1")
    beta = current(world, "beta")
    assert sorted(path.name for path in beta.iterdir()) == ["index.html", "manifest.json", "supplier_sales_v1.parquet"]
    with duckdb.connect() as connection:
        rows = connection.execute(f"select * from '{beta}/supplier_sales_v1.parquet'").fetchall()
        assert [row[2] for row in rows] == ["SUP-B"]


def test_the_database_is_of_the_old_storage_version_and_parquet_says_its_contract(world):
    publish(world)
    with duckdb.connect() as connection:
        connection.execute(f"attach '{current(world, 'alpha')}/partage.duckdb' as partage (read_only)")
        tags = connection.execute("select tags from duckdb_databases() where database_name = 'partage'").fetchone()
        assert "v1.0.0" in str(tags)
        found = connection.execute(
            f"select decode(key), decode(value) from parquet_kv_metadata('{current(world, 'alpha')}/*.parquet')"
        ).fetchall()
    said = dict(found)
    assert said["contract_version"] == "1"
    assert said["weeks"] == "2026-W45/2026-W46"
    assert said["data_hash"] == manifest(world, "alpha")["products"][0]["data_hash"]


def test_the_manifest_names_every_file_with_its_hash_and_every_week_with_its_status(world):
    publish(world)
    said = manifest(world, "alpha")
    for file in said["files"]:
        content = (current(world, "alpha") / file["name"]).read_bytes()
        assert (file["bytes"], file["sha256"]) == (len(content), hashlib.sha256(content).hexdigest())
    product = said["products"][0]
    assert product["weeks"] == [
        {"iso_week": "2026-W45", "status": "final"},
        {"iso_week": "2026-W46", "status": "provisional"},
    ]
    assert product["release_codes"] == {"published": 2, "confidential": 1, "secondary": 1}
    assert said["rules"][0]["rule"] == "minimum_stores"
    assert said["invocation_id"] == "run-1"


def test_what_says_the_same_is_not_published_again_unless_a_file_was_touched(world):
    publish(world)
    assert publish(world, LATER)["alpha"].what == "unchanged"
    assert manifest(world, "alpha")["publication_number"] == 1
    (current(world, "alpha") / "supplier_sales_v1.parquet").write_bytes(b"PAR1")
    assert publish(world, LATER)["alpha"].what == "published"
    assert publish(world, LATER)["beta"].what == "unchanged"


def test_the_former_publication_is_kept_and_the_one_before_is_gone(world):
    for number in range(3):
        world.rows[0] = supplier_row("alpha", "SUP-A", "P1", "11", f"{number}.00")
        world.write()
        publish(world, MONDAY + timedelta(days=7 * number))
    folder = partner_folder(share_folder(world.settings.out), "alpha")
    assert sorted(path.name for path in folder.iterdir()) == [
        "current",
        "publication_000002",
        "publication_000003",
    ]
    assert (folder / "current").resolve().name == "publication_000003"


def test_a_publication_that_fails_changes_nothing(world, monkeypatch):
    publish(world)
    before = manifest(world, "alpha")
    world.rows[0] = supplier_row("alpha", "SUP-A", "P1", "11", "11.00")
    world.write()
    monkeypatch.setattr("lundi.share.publishing.render_partner_page", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        publish(world, LATER)
    assert manifest(world, "alpha") == before
    folder = partner_folder(share_folder(world.settings.out), "alpha")
    assert sorted(path.name for path in folder.iterdir()) == ["current", "publication_000001"]


def test_one_partner_alone_is_published_when_asked(world):
    assert list(publish(world, partner_code="beta")) == ["beta"]
    assert not current(world, "alpha").exists()
    with pytest.raises(LundiError, match="there is no partner 'delta'"):
        publish(world, partner_code="delta")


def test_an_ended_partner_loses_its_files_and_token_and_a_notice_stays(world):
    publish(world)
    issue_token(world.settings.warehouse, "alpha", "http://127.0.0.1")
    world.entitlements[0] = (*world.entitlements[0][:7], date(2026, 11, 22), "both")
    world.write()
    # Its last day still counts.
    assert publish(world, MONDAY + timedelta(days=6))["alpha"].what == "published"
    assert publish(world, LATER)["alpha"].what == "ended"
    folder = partner_folder(share_folder(world.settings.out), "alpha")
    assert sorted(path.name for path in folder.iterdir()) == ["notice.html", "notice.json"]
    assert read_tokens(world.settings.warehouse).hashes == {}
    assert publish(world, LATER)["alpha"].what == "nothing"


def test_a_partner_that_left_the_seed_is_removed_too(world):
    publish(world)
    del world.partners[1], world.entitlements[1]
    world.write()
    assert publish(world, LATER)["beta"].what == "ended"
    assert not current(world, "beta").exists()


def test_a_partner_that_comes_back_goes_on_with_its_numbers(world):
    publish(world)
    kept = world.entitlements.pop(0)
    world.write()
    publish(world, LATER)
    world.entitlements.append(kept)
    world.write()
    assert publish(world, LATER)["alpha"].manifest["publication_number"] == 2


def test_a_revocation_holds_until_the_seed_ends_the_partner(world):
    publish(world)
    issue_token(world.settings.warehouse, "alpha", "http://127.0.0.1")
    assert revoke_partner(world.settings, "alpha", "contract broken", MONDAY)
    assert not current(world, "alpha").exists()
    assert read_tokens(world.settings.warehouse).hashes == {}
    assert publish(world, LATER)["alpha"].is_revoked
    assert not current(world, "alpha").exists()
    kept = world.entitlements.pop(0)
    world.write()
    publish(world, LATER)
    assert read_revocations(world.settings.warehouse) == {}
    world.entitlements.append(kept)
    world.write()
    assert publish(world, LATER)["alpha"].what == "published"


@pytest.mark.parametrize("code", ["../alpha", "a/b", "", "."])
def test_a_code_that_is_a_path_revokes_nothing(world, code):
    with pytest.raises(LundiError, match="is no code"):
        revoke_partner(world.settings, code, "x", MONDAY)


def test_a_row_outside_the_scope_does_not_leave(world):
    world.rows.append(supplier_row("alpha", "SUP-B", "P7", "11", "70.00"))
    world.write()
    with pytest.raises(LundiError, match="1 values of supplier_id are outside the scope"):
        publish(world)
    assert not current(world, "alpha").exists()


def test_a_figure_of_a_hidden_cell_does_not_leave(world):
    world.rows.append(("alpha", "2026-W46", False, "SUP-A", "P9", "11", "confidential", Decimal("1.00"), None, None))
    world.write()
    with pytest.raises(LundiError, match="1 cells that are not published hold a figure"):
        publish(world)


def test_a_column_on_people_does_not_leave(world):
    world.classes["product_id"] = "pseudonymous"
    world.write()
    with pytest.raises(LundiError, match="column product_id is of privacy class pseudonymous"):
        publish(world)


def test_a_contract_that_changes_within_its_version_is_refused(world):
    publish(world)
    world.supplier_columns = (*SUPPLIER_COLUMNS, ("offer_count", "bigint"))
    world.rows = [(*row, 1 if row[6] == "published" else None) for row in world.rows]
    world.write()
    with pytest.raises(LundiError, match="changed without a new version: column offer_count is new"):
        publish(world, LATER)


def test_what_was_given_is_written_down(world):
    publish(world)
    with open_state(world.settings.state_database) as connection:
        store = Store(connection)
        weeks = store.rows(
            "select iso_week, row_count, hidden_count, invocation_id from share.publications "
            "where partner_code = 'alpha' order by 1"
        )
        assert weeks == [("2026-W45", 1, 0, "run-1"), ("2026-W46", 3, 2, "run-1")]
        codes = store.rows("select release_code, count(*) from share.released_cells group by 1 order by 1")
        assert codes == [("confidential", 1), ("published", 3), ("secondary", 1)]
    revoke_partner(world.settings, "alpha", "contract broken", LATER)
    with open_state(world.settings.state_database) as connection:
        lines = history(Store(connection), "alpha")
    assert [(line.product, line.row_count, line.hidden_count) for line in lines] == [
        ("revoked", 0, 0),
        ("supplier_sales_v1", 4, 2),
    ]


def test_the_difference_is_told_before_it_is_published(world):
    publish(world)
    world.rows[0] = supplier_row("alpha", "SUP-A", "P1", "11", "12.50")
    world.rows[1] = supplier_row("alpha", "SUP-A", "P1", "84", "4.00")
    world.rows.append(supplier_row("alpha", "SUP-A", "P3", "11", "1.00"))
    world.write()
    changes = {change.partner_code: change for change in diff_shares(world.settings, LATER, is_built_anew=False)}
    product = changes["alpha"].products[0]
    assert (product.rows_new, product.rows_gone, product.cells_changed) == (1, 0, 2)
    assert product.release_changes == (("confidential", "published", 1),)
    assert {total.name: (total.before, total.now) for total in product.totals}["sales_eur_excl_tax"] == (
        Decimal("19.50"),
        Decimal("26.50"),
    )
    assert not changes["beta"].is_change
    assert manifest(world, "alpha")["publication_number"] == 1


def test_the_page_says_what_changed_and_when_it_ends(world):
    publish(world)
    world.products[0] = (*world.products[0][:3], "deprecated", date(2026, 11, 20), date(2027, 2, 28), "supplier_sales")
    world.write()
    publish(world, LATER)
    page = (current(world, "alpha") / "index.html").read_text(encoding="utf-8")
    assert "Lisible jusqu’au 28/02/2027 inclus." in page
    assert "Déprécié à partir du 20/11/2026" in page
    assert "le statut est maintenant déprécié" in page
    assert "Le sales_eur_excl_tax." in page
    assert "The sales_eur_excl_tax." in page

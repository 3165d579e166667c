"""Shares are built upon a copy: the published edition stays as it is, and nothing is left of the copy."""

from contextlib import suppress

import duckdb
import pytest

from lundi.errors import LundiError
from lundi.settings import Settings
from lundi.share import building
from lundi.share.building import shares_built
from lundi.warehouse.dbt import BuildResult
from share_world import MONDAY


def build_that(change, calls):
    def build(settings, models, *, as_of, on_progress):
        calls.append((models, as_of))
        with duckdb.connect(str(settings.build_database)) as connection:
            connection.execute(change)
        return BuildResult((), "run-2")

    return build


def test_without_an_edition_there_is_nothing_to_build_upon(tmp_path):
    with (
        pytest.raises(LundiError, match="nothing has been published yet"),
        shares_built(Settings(tmp_path, tmp_path, tmp_path), MONDAY),
    ):
        pass


def test_what_is_built_is_seen_and_the_published_edition_is_not_touched(world, monkeypatch):
    calls = []
    monkeypatch.setattr(building, "build_shares", build_that("delete from share.share_supplier_sales_weekly_v1", calls))
    before = world.settings.published_database.read_bytes()
    with shares_built(world.settings, MONDAY) as built:
        assert built.connection.execute("select count(*) from share.share_supplier_sales_weekly_v1").fetchone() == (0,)
        assert (built.edition_as_of, built.invocation_id) == (MONDAY, "run-2")
    assert world.settings.published_database.read_bytes() == before
    assert not world.settings.build_database.exists()
    ((models, as_of),) = calls
    assert as_of == MONDAY
    assert "share_shopper_profiles" in models


def test_a_build_that_fails_leaves_no_copy(world, monkeypatch):
    def fail(*_, **__):
        raise LundiError("1 of 40 dbt nodes did not pass")

    monkeypatch.setattr(building, "build_shares", fail)
    with suppress(LundiError), shares_built(world.settings, MONDAY):
        pytest.fail("nothing was built")
    assert not world.settings.build_database.exists()


def test_without_a_build_the_edition_itself_is_read_with_its_own_run(world):
    with shares_built(world.settings, MONDAY, is_built_anew=False) as built:
        assert built.invocation_id == "run-1"


def test_without_dbt_s_manifest_no_contract_is_known(world):
    (world.settings.build_database.parent / "target" / "manifest.json").unlink()
    with (
        pytest.raises(LundiError, match="dbt left no manifest"),
        shares_built(world.settings, MONDAY, is_built_anew=False),
    ):
        pass

"""A copy of a published edition whose figures a test may change."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from lundi.metrics.asking import MANIFEST
from lundi.settings import Settings
from lundi.warehouse.dbt import target_folder
from runs import Run


@pytest.fixture
def edition(seven_stores: Run, tmp_path: Path) -> Settings:
    """The seven stores' edition and what dbt made of the semantic models, in a warehouse of its own."""
    own = replace(seven_stores.settings, warehouse=tmp_path / "warehouse")
    target_folder(own).mkdir(parents=True)
    shutil.copyfile(target_folder(seven_stores.settings) / MANIFEST, target_folder(own) / MANIFEST)
    shutil.copyfile(seven_stores.settings.published_database, own.published_database)
    return own


@pytest.fixture
def change(edition: Settings) -> Callable[[str, str, str], None]:
    """Sets columns of a mart's rows, whether it is a table or a view."""

    def set_columns(mart: str, assignments: str, condition: str) -> None:
        with duckdb.connect(str(edition.published_database)) as connection:
            is_view = "select 1 from duckdb_views() where schema_name || '.' || view_name = ?"
            if connection.execute(is_view, [mart]).fetchone():
                connection.execute(f"create table marts.changed as select * from {mart}")
                connection.execute(f"drop view {mart}")
                connection.execute(f"alter table marts.changed rename to {mart.split('.')[1]}")
            connection.execute(f"update {mart} set {assignments} where {condition}")

    return set_columns

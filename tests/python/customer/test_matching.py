"""The run of the models: what dbt is asked for, and what becomes of what it answers."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from lundi.customer import matching
from lundi.customer.matching import build_span, project_relations, run_matching
from lundi.customer.relations import CUSTOMER_MODEL, EDGE_MODEL, MATCHING_MODELS, record_id
from lundi.errors import LundiError
from lundi.warehouse.dbt import BuildResult, NodeResult, target_folder
from lundi.warehouse.state import BuildRecord, NodeRecord
from runs import settings_in
from worlds import LandingZone

MORNING = datetime(2026, 11, 16, 3, 0, tzinfo=UTC)


def manifest(path, **models):
    nodes = {
        f"model.lundi.{name}": {
            "resource_type": "model", "name": name, "schema": schema, "alias": name,
            "config": {"materialized": materialized},
        }
        for name, (schema, materialized) in models.items()
    }  # fmt: skip
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"nodes": nodes}))
    return path


def test_a_record_has_the_id_that_the_models_give_it():
    assert record_id() == "source_system || '-' || source_customer_id"


def test_relations_are_where_the_project_puts_its_models(tmp_path):
    file = manifest(tmp_path / "m.json", **{CUSTOMER_MODEL: ("core", "table"), EDGE_MODEL: ("vault", "table")})
    assert project_relations(file) == {
        CUSTOMER_MODEL: f'"lundi"."core"."{CUSTOMER_MODEL}"',
        EDGE_MODEL: f'"lundi"."vault"."{EDGE_MODEL}"',
    }


def test_a_step_that_is_no_relation_is_left_out(tmp_path):
    file = manifest(tmp_path / "m.json", **{CUSTOMER_MODEL: ("core", "table"), EDGE_MODEL: ("vault", "ephemeral")})
    assert list(project_relations(file)) == [CUSTOMER_MODEL]


def test_a_project_without_customers_is_told_where_names_stand(tmp_path):
    file = manifest(tmp_path / "m.json", **{EDGE_MODEL: ("vault", "table")})
    with pytest.raises(LundiError, match=f"no model {CUSTOMER_MODEL}") as missing:
        project_relations(file)
    assert "relations.py" in missing.value.next_step


@pytest.fixture
def asked(monkeypatch):
    """dbt's place is taken by somebody who writes down what is asked for."""
    calls = []

    def parse(settings, *, variables, as_of):
        calls.append(("parse", dict(variables), as_of))
        manifest(
            target_folder(settings) / "manifest.json",
            **{CUSTOMER_MODEL: ("core", "table"), EDGE_MODEL: ("vault", "table")},
        )

    def build(settings, models, *, variables, as_of, on_progress):
        calls.append(("build", dict(variables), as_of, models))
        on_progress(1, 2, CUSTOMER_MODEL)
        nodes = [("model.lundi.slow", 3.0), ("seed.lundi.seed", 9.0), ("model.lundi.slower", 4.0)]
        return BuildResult(tuple(NodeResult(name, "success", "", seconds) for name, seconds in nodes))

    monkeypatch.setattr(matching, "parse", parse)
    monkeypatch.setattr(matching, "build_models", build)
    return calls


def test_deliveries_are_taken_and_the_models_built_as_of_their_morning(tmp_path, asked):
    settings = settings_in(tmp_path)
    LandingZone(settings.landing).deliver("loyalty/members", [{"member_id": "M1"}], "20261116T030000Z-001")
    matched = run_matching(settings, {"birth_date_earliest": "1500-01-01"}, MORNING)
    as_of = datetime(2026, 11, 16, 6, 0, tzinfo=UTC)
    variables = {"birth_date_earliest": "1500-01-01"}
    assert asked == [("parse", variables, as_of), ("build", variables, as_of, (CUSTOMER_MODEL, EDGE_MODEL))]
    assert matched.database == settings.build_database
    assert list(matched.model_seconds.items()) == [("slower", 4.0), ("slow", 3.0)]
    assert matched.kept_aside_count == 0
    # What dbt attaches is there, with every table of the contract.
    assert settings.raw_database.is_file()
    assert settings.state_database.is_file()


def test_a_refused_delivery_stops_it(tmp_path, asked):
    settings = settings_in(tmp_path)
    zone = LandingZone(settings.landing)
    zone.deliver("loyalty/members", [{"member_id": "M1"}], "20261116T030000Z-001", tamper=lambda content: content[:-2])
    with pytest.raises(LundiError, match="a delivery of the set was refused"):
        run_matching(settings, {}, MORNING)
    assert asked == []


def test_the_matching_lasts_from_the_blocking_keys_to_the_clusters_whatever_runs_before_and_after(
    tmp_path, monkeypatch
):
    names = ("int_customer__identities", "int_customer__block_keys", "int_customer__clusters", "brg_customer_sources")
    nodes = tuple(
        NodeRecord(f"model.lundi.{name}", "model", "vault", None, "success", MORNING + timedelta(seconds=start), 2.5)
        for name, start in zip(names, (0, 10, 50, 60), strict=True)
    )
    monkeypatch.setattr(matching, "read_build", lambda folder: BuildRecord("run", nodes))
    assert build_span(tmp_path) == 62.5
    assert build_span(tmp_path, MATCHING_MODELS) == 42.5
    assert build_span(tmp_path, ("int_customer__nobody",)) == 0.0

"""The one world of the faults that show in the marts: taken and built once, then taken one week further."""

import shutil
from dataclasses import dataclass

import pytest

from faults.drawn import drawn_cases
from faults.marts import Marts
from faults.world import MONDAY, NEXT_MONDAY, write_next_week, write_world
from lundi.bench.mutated_world import MODELS, WARNINGS, stores_of, write_before, write_cases
from lundi.ingest import IngestReport, ingest
from lundi.quality.gate import check_deliveries
from lundi.warehouse.state import ensure_state
from runs import settings_in
from worlds import LandingZone


@dataclass(frozen=True)
class Built:
    """A world's marts, and what was told when its deliveries were taken."""

    marts: Marts
    reports: tuple[IngestReport, ...]


def build(settings, one_parse, one_gate, as_of) -> IngestReport:
    """Takes what lies there, holds it against its contracts and builds the marts."""
    report = ingest(settings.landing, settings.raw_database, as_of=as_of)
    with one_gate.process() as process:
        check_deliveries(settings, process, as_of, as_of)
    one_parse.build_models(settings, MODELS, as_of=as_of, tests=tuple(WARNINGS))
    return report


@pytest.fixture(scope="session")
def built(tmp_path_factory, one_parse, one_gate) -> Built:
    """The Monday after 2026-W46: planted faults and, in stores of their own, the mutations that were drawn."""
    settings = settings_in(tmp_path_factory.mktemp("faults"))
    ensure_state(settings.state_database)
    write_world(LandingZone(settings.landing), stores_of(drawn_cases()))
    write_before(settings.landing, drawn_cases())
    before = ingest(settings.landing, settings.raw_database, as_of=MONDAY)
    write_cases(settings.landing, drawn_cases())
    return Built(Marts(settings), (before, build(settings, one_parse, one_gate, MONDAY)))


@pytest.fixture(scope="session")
def marts(built) -> Marts:
    """What readers find on that Monday."""
    return built.marts


@pytest.fixture(scope="session")
def later_marts(marts, tmp_path_factory, one_parse, one_gate) -> Marts:
    """A week further, in a copy: what the Monday before said stays to be read."""
    settings = settings_in(tmp_path_factory.mktemp("faults_later"))
    shutil.copytree(marts.settings.landing, settings.landing)
    settings.warehouse.mkdir(parents=True)
    for path in (marts.settings.raw_database, marts.settings.state_database, marts.settings.secret_database):
        shutil.copy2(path, settings.warehouse)
    write_next_week(LandingZone(settings.landing), stores_of(drawn_cases()))
    build(settings, one_parse, one_gate, NEXT_MONDAY)
    return Marts(settings)

"""The runs that many tests look at, each done once: they are the dear part of the suite."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from customer.known_people import build_known_people
from lundi import targets
from lundi.demo.complete_journey import write_landing
from lundi.monday import run_monday
from lundi.settings import Settings, switch_telemetry_off
from retailer_world import write_seven_stores
from runs import MONDAY, OneGate, OneParse, Run, settings_in
from worlds import LandingZone, write_customers, write_four_weeks, write_the_monday_before

switch_telemetry_off()


@pytest.fixture(scope="session", autouse=True)
def one_parse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OneParse]:
    """Every Monday of the session builds on what dbt read for the first of them."""
    with pytest.MonkeyPatch.context() as patched:
        one = OneParse(tmp_path_factory.mktemp("parse"), targets.build)
        patched.setattr(targets, "build", one.build)
        yield one


@pytest.fixture(scope="session", autouse=True)
def one_gate() -> Iterator[OneGate]:
    """Every Monday of the session asks one process of Great Expectations."""
    gate = OneGate()
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(targets, "gate_process", gate.process)
        yield gate
    gate.stop()


@pytest.fixture(scope="session")
def complete_journey(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """The Monday of 2017-W40 on the published baskets: the company's edition, its 457 stores would take minutes.

    Its clock stands behind the last of them: every later week would be built for each store and figure.
    """
    settings = settings_in(tmp_path_factory.mktemp("complete_journey"))
    write_landing(settings.landing)
    now = datetime(2018, 1, 8, 7, 0, tzinfo=UTC)
    return Run(settings, run_monday(settings, iso_week="2017-W40", edition="company", now=now))


@pytest.fixture(scope="session")
def four_weeks(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """The Monday after 2026-W46 on the landing zone written by hand."""
    settings = settings_in(tmp_path_factory.mktemp("four_weeks"))
    zone = LandingZone(settings.landing)
    write_four_weeks(zone)
    write_customers(zone)
    write_the_monday_before(settings)
    return Run(settings, run_monday(settings, now=MONDAY))


@pytest.fixture(scope="session")
def seven_stores(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """The Monday after 2026-W53."""
    settings = settings_in(tmp_path_factory.mktemp("seven_stores"))
    write_seven_stores(LandingZone(settings.landing))
    return Run(settings, run_monday(settings, now=datetime(2027, 1, 4, 5, 0, tzinfo=UTC)))


@pytest.fixture(scope="session")
def known_people(tmp_path_factory: pytest.TempPathFactory, one_parse: OneParse) -> Settings:
    """A published edition of the few customers of known_people, built once."""
    return build_known_people(tmp_path_factory.mktemp("known_people"), one_parse)


@pytest.fixture
def zone(tmp_path: Path) -> LandingZone:
    """An empty landing zone."""
    return LandingZone(tmp_path / "landing")

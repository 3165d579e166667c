"""The runs that many tests look at, each done once: they are the dear part of the suite."""

from pathlib import Path

import pytest

from lundi.demo.complete_journey import write_landing
from lundi.monday import run_monday
from lundi.settings import switch_telemetry_off
from runs import MONDAY, Run, settings_in
from worlds import LandingZone, write_four_weeks, write_the_monday_before

switch_telemetry_off()


@pytest.fixture(scope="session")
def complete_journey(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """The Monday of 2017-W40 on the published baskets: the company's edition, its 457 stores would take minutes."""
    settings = settings_in(tmp_path_factory.mktemp("complete_journey"))
    write_landing(settings.landing)
    return Run(settings, run_monday(settings, iso_week="2017-W40", edition="company", now=MONDAY))


@pytest.fixture(scope="session")
def four_weeks(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """The Monday after 2026-W46 on the landing zone written by hand."""
    settings = settings_in(tmp_path_factory.mktemp("four_weeks"))
    write_four_weeks(LandingZone(settings.landing))
    write_the_monday_before(settings)
    return Run(settings, run_monday(settings, now=MONDAY))


@pytest.fixture
def zone(tmp_path: Path) -> LandingZone:
    """An empty landing zone."""
    return LandingZone(tmp_path / "landing")

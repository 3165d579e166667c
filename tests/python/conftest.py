"""The runs that many tests look at, each done once: they are the dear part of the suite."""

from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest

from lundi.demo.complete_journey import write_landing
from lundi.monday import MondayResult, run_monday
from lundi.settings import Settings, switch_telemetry_off
from worlds import LandingZone, write_four_weeks

switch_telemetry_off()

MONDAY = datetime(2026, 11, 16, 7, 0, tzinfo=UTC)


def settings_in(folder: Path) -> Settings:
    """Folders of a run below one folder."""
    return Settings(landing=folder / "landing", warehouse=folder / "warehouse", out=folder / "out")


class Run:
    """A finished Monday: where it ran and what it returned."""

    def __init__(self, settings: Settings, result: MondayResult) -> None:
        self.settings = settings
        self.result = result

    def query(self, sql: str, parameters: list | None = None) -> list[tuple]:
        """Rows of the published edition."""
        with duckdb.connect(str(self.settings.published_database), read_only=True) as connection:
            return connection.execute(sql, parameters or []).fetchall()

    def artefact(self, kind: str) -> Path:
        """The path of the artefact of that kind."""
        return next(a.path for a in self.result.artefacts if a.kind == kind)


@pytest.fixture(scope="session")
def complete_journey(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """The Monday of 2017-W40 on the published baskets."""
    settings = settings_in(tmp_path_factory.mktemp("complete_journey"))
    write_landing(settings.landing)
    return Run(settings, run_monday(settings, iso_week="2017-W40", now=MONDAY))


@pytest.fixture(scope="session")
def four_weeks(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """The Monday after 2026-W46 on the landing zone written by hand."""
    settings = settings_in(tmp_path_factory.mktemp("four_weeks"))
    write_four_weeks(LandingZone(settings.landing))
    return Run(settings, run_monday(settings, now=MONDAY))


@pytest.fixture
def zone(tmp_path: Path) -> LandingZone:
    """An empty landing zone."""
    return LandingZone(tmp_path / "landing")

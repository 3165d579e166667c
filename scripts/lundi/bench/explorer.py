"""`lundi bench explorer`: how long the page to explore takes to open, from the file to every figure drawn.

It is opened in a real browser several times; the floor of the same run is a page of the same font and style without
data. Needs what requirements-dev.txt installs, and a chromium.
"""

import json
import multiprocessing
import platform
import shutil
import tempfile
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from lundi import __version__
from lundi.errors import LundiError
from lundi.explorer.data import load_explorer_data
from lundi.explorer.page import render_explorer
from lundi.reports.page import font_faces
from lundi.reports.tables import last_closed_week

RUNS = 5
AIMED_MILLISECONDS = 2000
if TYPE_CHECKING:
    from playwright.sync_api import Browser

READY = "document.documentElement.dataset"
EMPTY = (
    "<!DOCTYPE html><html lang=fr><title>floor</title><style>{font}</style><p>floor</p><script>"
    f"{READY}.milliseconds=String(Math.round(performance.now()));{READY}.ready='yes'</script></html>"
)


@dataclass(frozen=True)
class ExplorerResult:
    """The measurement: the best of several openings, in milliseconds."""

    iso_week: str
    store_count: int
    week_count: int
    row_count: int
    byte_count: int
    milliseconds: int
    floor_milliseconds: int

    @property
    def is_as_aimed(self) -> bool:
        """Whether it opens within two seconds."""
        return self.milliseconds < AIMED_MILLISECONDS


def bench_explorer(published: Path, iso_week: str | None = None) -> ExplorerResult:
    """Opens the page of a week (default: the last closed one) of a published edition.

    Raises LundiError where there is no edition, no such week, no browser, or nothing that drives it.
    """
    if not published.exists():
        raise LundiError(f"there is no published edition at {published}", "run lundi monday first, or name one")
    with duckdb.connect(str(published), read_only=True) as connection:
        week = iso_week or last_closed_week(connection)
        data = load_explorer_data(connection, week)
    page = render_explorer(data)
    floor = EMPTY.format(font=font_faces()).encode()
    milliseconds, floor_milliseconds = opening_times([page, floor])
    return ExplorerResult(
        week,
        len(data.stores),
        len(data.weeks),
        data.department_facts.row_count,
        len(page),
        milliseconds,
        floor_milliseconds,
    )


def opening_times(pages: list[bytes]) -> list[int]:
    """The best of several openings of each page, as the page itself says it, in milliseconds."""
    chromium = shutil.which("chromium")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError as error:
        raise LundiError("nothing here drives a browser", "install requirements-dev.txt") from error
    if chromium is None:
        raise LundiError("there is no chromium here", "install your system's package of it")
    with tempfile.TemporaryDirectory(prefix="lundi-explorer-") as folder, sync_playwright() as started:
        browser = started.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        found = [_opening_time(browser, Path(folder) / f"{number}.html", page) for number, page in enumerate(pages)]
        browser.close()
    return found


def _opening_time(browser: "Browser", path: Path, page: bytes) -> int:
    path.write_bytes(page)
    times = []
    for _ in range(RUNS):
        tab = browser.new_page()
        tab.goto(path.as_uri())
        tab.wait_for_selector("html[data-ready=yes]")
        times.append(int(tab.get_attribute("html", "data-milliseconds")))
        tab.close()
    return min(times)


def write_result(result: ExplorerResult, path: Path, moment: datetime) -> Path:
    """Writes the JSON file."""
    document = {
        "measured_at": moment.isoformat(),
        "lundi": __version__,
        "python": platform.python_version(),
        "processors": multiprocessing.cpu_count(),
        "is_as_aimed": result.is_as_aimed,
        **asdict(result),
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")
    return path

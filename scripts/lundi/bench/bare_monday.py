"""A Monday that trusts everything: no gate A, no dbt test, no look at what was printed. For measurements alone.

`python -m lundi.bench.bare_monday 2026-W46 2026-11-16T05:00:00+00:00`; what it takes less than `lundi monday` is what
being sure costs. It publishes what it did not check, so it is no command of `lundi`.
"""

import sys
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from datetime import UTC, datetime
from pathlib import Path
from unittest.mock import patch

from lundi import monday, targets
from lundi.quality.gate import GateReport
from lundi.settings import load_settings, switch_telemetry_off
from lundi.warehouse import dbt

TEST = "test"  # dbt's name of that kind of node


def bare_monday(iso_week: str, as_of: datetime) -> Sequence[str]:
    """The command: as `lundi monday` with the company's edition alone."""
    return [sys.executable, "-m", "lundi.bench.bare_monday", iso_week, as_of.astimezone(UTC).isoformat()]


@contextmanager
def unchecked() -> Iterator[None]:
    """Within it a Monday asks nobody whether it is right."""
    with ExitStack() as replaced:
        for place, name, other in (
            (targets.LocalTarget, "gate", _no_gate),
            (dbt, "SKIPPED_RESOURCE_TYPES", (*dbt.SKIPPED_RESOURCE_TYPES, TEST)),
            (dbt, "_expected_nodes", _without_tests(dbt._expected_nodes)),
            (monday, "check_editions", lambda *_: None),
        ):
            replaced.enter_context(patch.object(place, name, other))
        yield


def _no_gate(target: targets.LocalTarget) -> AbstractContextManager[targets.CheckDeliveries]:
    return nullcontext(lambda as_of: GateReport())


def _without_tests(expected_nodes):  # noqa: ANN001, ANN202 - the function that it stands for
    def expected(manifest_file: Path, models: Sequence[str] = ()) -> set[str]:
        return {name for name in expected_nodes(manifest_file, models) if not name.startswith(f"{TEST}.")}

    return expected


def main() -> None:
    """Runs it in the folders that the environment names."""
    switch_telemetry_off()
    iso_week, as_of = sys.argv[1], datetime.fromisoformat(sys.argv[2])
    with unchecked():
        monday.run_monday(load_settings(), iso_week=iso_week, edition="company", now=as_of)


if __name__ == "__main__":
    main()

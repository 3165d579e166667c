"""`python -m ladder [FOLDER]`: climbs the whole ladder and prints what it found; exit code 1 for any finding."""

import argparse
import sys
import tempfile
from pathlib import Path

from ladder.climb import climb, report


def main() -> int:
    """Climbs in a folder that is named, else in one that goes away."""
    parser = argparse.ArgumentParser(prog="python -m ladder", description="Climbs the ladder and prints what it found.")
    parser.add_argument(
        "folder", nargs="?", type=Path, help="an empty folder to climb in and leave; default: one that goes"
    )
    folder = parser.parse_args().folder
    if folder:
        return _climb_in(folder)
    with tempfile.TemporaryDirectory() as place:
        return _climb_in(Path(place))


def _climb_in(folder: Path) -> int:
    folder.mkdir(parents=True, exist_ok=True)
    result = climb(folder, lambda line: print(f"  {line}", flush=True))
    print(report(result))
    return 1 if result.findings else 0


if __name__ == "__main__":
    sys.exit(main())

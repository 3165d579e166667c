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
    parser.add_argument(
        "--whole",
        action="store_true",
        help="run all unit tests there, those of models of one text for both engines too",
    )
    named = parser.parse_args()
    if named.folder:
        return _climb_in(named.folder, is_whole=named.whole)
    with tempfile.TemporaryDirectory() as place:
        return _climb_in(Path(place), is_whole=named.whole)


def _climb_in(folder: Path, *, is_whole: bool) -> int:
    folder.mkdir(parents=True, exist_ok=True)
    result = climb(folder, lambda line: print(f"  {line}", flush=True), is_whole=is_whole)
    print(report(result))
    return 1 if result.findings else 0


if __name__ == "__main__":
    sys.exit(main())

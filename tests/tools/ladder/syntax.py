"""The rung that parses SQL with Snowflake's grammar, as sqlfluff knows it."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from ladder.findings import Finding

RUNG = "syntax"
SQLFLUFF = Path(__file__).parents[1] / "quick_sqlfluff.py"
CONFIG = "[sqlfluff]\ntemplater = raw\ndialect = snowflake\nlarge_file_skip_byte_limit = 0\n"


def check(statements: Mapping[str, str], allowed: Mapping[str, str]) -> list[Finding]:
    """What the grammar does not know, by the name that each statement was given.

    allowed: openings of statements that Snowflake documents and the grammar lacks, with the reason.
    """
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        config = folder / "snowflake.cfg"
        config.write_text(CONFIG, encoding="utf-8")
        names = {}
        for number, (name, sql) in enumerate(statements.items()):
            file = folder / f"{number:05d}.sql"
            file.write_text(sql.strip().rstrip(";") + "\n;\n", encoding="utf-8")
            names[file.name] = name
        parsed = _parse(folder, config)
    return sorted(
        Finding(RUNG, names[file], what)
        for file, what in parsed.items()
        if not _is_allowed(statements[names[file]], allowed)
    )


def _is_allowed(sql: str, allowed: Mapping[str, str]) -> bool:
    opening = " ".join(sql.lower().split())
    return any(opening.startswith(known) for known in allowed)


def _parse(folder: Path, config: Path) -> dict[str, str]:
    """The first unparsable place of each file that has one."""
    command = [sys.executable, str(SQLFLUFF), "lint", "--config", str(config), "--rules", "LT12"]
    finished = subprocess.run(
        [*command, "--format", "json", "--processes", "1", str(folder)], capture_output=True, text=True, check=False
    )
    if not finished.stdout.strip():
        raise RuntimeError(f"sqlfluff said nothing: {finished.stderr[-500:]}")
    found = {}
    for file in json.loads(finished.stdout):
        errors = [violation for violation in file["violations"] if violation["code"] in ("PRS", "TMP", "LXR")]
        if errors:
            found[Path(file["filepath"]).name] = f"line {errors[0]['start_line_no']}: {errors[0]['description'][:160]}"
    return found

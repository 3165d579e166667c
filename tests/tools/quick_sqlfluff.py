"""`python tests/tools/quick_sqlfluff.py lint ...`: sqlfluff in two thirds of its time.

It keeps the trees of a file for as long as it looks at the file, so that Python looks through them for waste again and
again and finds none.
"""

import gc
import os
import sys

from sqlfluff.cli.commands import cli

NEW_OBJECTS, ROUNDS, OLD_ROUNDS = 200_000, 50, 1000


def main() -> int:
    """Runs sqlfluff with the arguments of the command line; its exit code."""
    gc.set_threshold(NEW_OBJECTS, ROUNDS, OLD_ROUNDS)
    try:
        cli()
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    return 0


if __name__ == "__main__":
    code = main()
    sys.stdout.flush()
    sys.stderr.flush()
    # Python's own end would take all trees apart, and DuckDB's binding would list what it finds left over.
    os._exit(code)

"""`python tests/tools/quick_sqlfluff.py lint ...`: sqlfluff in less than half of its time.

It keeps the trees of a file for as long as it looks at the file, so that Python looks through them for waste again and
again and finds none. And each of its four rules of layout takes the same tree apart anew, which is half of what a file
costs; nobody changes what comes of it, so that one serves all four.
"""

import gc
import os
import sys

from sqlfluff.cli.commands import cli
from sqlfluff.core import FluffConfig
from sqlfluff.core.parser import BaseSegment
from sqlfluff.utils.reflow.sequence import ReflowSequence

NEW_OBJECTS, ROUNDS, OLD_ROUNDS = 200_000, 50, 1000


def share_sequences() -> None:
    """Lets the rules that look at one tree, one after the other, read one sequence."""
    from_root = ReflowSequence.from_root
    latest: dict[str, object] = {}

    def shared(root_segment: BaseSegment, config: FluffConfig) -> ReflowSequence:
        if latest.get("root") is not root_segment or latest.get("config") is not config:
            latest.update(root=root_segment, config=config, sequence=from_root(root_segment, config))
        return latest["sequence"]

    ReflowSequence.from_root = shared


def main() -> int:
    """Runs sqlfluff with the arguments of the command line; its exit code."""
    share_sequences()
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

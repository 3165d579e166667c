"""The last Monday that went well, as it was written down: what an estimate starts from."""

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from lundi.cost.graph import longest_chain, total_work, with_tests_first
from lundi.errors import LundiError
from lundi.warehouse.state import SUCCEEDED, open_state


@dataclass(frozen=True)
class MeasuredMonday:
    """Seconds of a recorded Monday."""

    run_id: str
    iso_week: str
    target: str
    as_of: datetime
    steps: dict[str, float]
    build_span: float  # from the first node's start to the last one's end
    work: float  # of all nodes, as if one followed the other
    chain: float  # of the longest chain of nodes that wait for one another
    chain_nodes: tuple[str, ...]

    @property
    def seconds(self) -> float:
        """The whole Monday, one step after the other."""
        return sum(self.steps.values())


def read_last_monday(state_database: Path, manifest_file: Path) -> MeasuredMonday:
    """The last recorded Monday that went well and has timed nodes.

    Raises LundiError where none is recorded, or where dbt's manifest is not there to say what waits for what.
    """
    if not state_database.is_file():
        raise _nothing_measured()
    with open_state(state_database, read_only=True) as connection:
        run = connection.execute(
            "select run_id, iso_week, target, as_of from state.runs where outcome = ? and iso_week is not null "
            "and run_id in (select run_id from state.run_nodes) order by started_at desc, run_id desc limit 1",
            [SUCCEEDED],
        ).fetchone()
        if run is None:
            raise _nothing_measured()
        steps = connection.execute("select step, seconds from state.run_steps where run_id = ?", [run[0]]).fetchall()
        nodes = connection.execute(
            "select node_id, started_at, seconds from state.run_nodes where run_id = ?", [run[0]]
        ).fetchall()
    seconds = {node: float(took) for node, _, took in nodes}
    chain = longest_chain(seconds, _parents(manifest_file, set(seconds)))
    return MeasuredMonday(
        *run, {step: float(took) for step, took in steps}, _span(nodes), total_work(seconds), chain.seconds, chain.nodes
    )


def _nothing_measured() -> LundiError:
    return LundiError("no Monday has been recorded yet", "run `lundi monday` first: it writes down what it took")


def _parents(manifest_file: Path, nodes: set[str]) -> dict[str, set[str]]:
    if not manifest_file.is_file():
        raise LundiError("dbt's manifest of the last build is not there", "run `lundi monday` again: it leaves one")
    parent_map = json.loads(manifest_file.read_text(encoding="utf-8"))["parent_map"]
    return with_tests_first({node: set(parent_map.get(node, ())) & nodes for node in nodes})


def _span(nodes: list[tuple[str, datetime | None, float]]) -> float:
    timed = [(started, took) for _, started, took in nodes if started]
    if not timed:
        return sum(took for _, _, took in nodes)
    first = min(started for started, _ in timed)
    return max((started - first).total_seconds() + took for started, took in timed)

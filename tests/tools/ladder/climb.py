"""All rungs in order, and what they found."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from ladder import protected, rights, slim, syntax
from ladder.account import Account, prepared_account
from ladder.compare import EXCEPTIONS
from ladder.findings import Finding
from ladder.project import Project, copy_project
from ladder.rounds import Round, run_rounds
from standin import Disposition

# Statements that Snowflake documents and sqlfluff's grammar lacks.
GRAMMAR_GAPS = {
    "grant apply on tag": "the grammar knows APPLY for policies alone",
    "create row access policy": "the grammar has none",
    "alter tag lundi_state.governance.privacy_class set": "the grammar knows one policy on a tag, Snowflake several",
}


@dataclass
class Climb:
    """What a run of the ladder did and found."""

    findings: list[Finding] = field(default_factory=list)
    rounds: list[Round] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)
    statements: str = ""
    notes: list[str] = field(default_factory=list)


def climb(folder: Path, say: Callable[[str], None] = lambda line: None, *, is_whole: bool = False) -> Climb:
    """Runs every rung in an empty folder; nothing outside it is written.

    Where it is whole, unit tests of models that are the same text on both engines run on the stand-in, too.
    """
    result = Climb()
    watch = _Watch(result, say)
    with prepared_account(folder) as account:
        watch.done("set up the stand-in account")
        project = copy_project(folder / "project", account.environment)
        compiled = _compiled(project, result)
        watch.done("parse and compile for Snowflake")
        result.findings += _static(project, compiled, result)
        watch.done("names and functions against the schema")
        result.rounds = run_rounds(project, account, folder, say, is_whole=is_whole)
        result.findings += [finding for done in result.rounds for finding in done.findings]
        watch.done("two builds on the stand-in and on DuckDB")
        result.findings += slim.check(project, account.standin, account.environment, folder)
        watch.done("a proposed change by slim CI")
        result.findings += rights.check(account.standin.duckdb, account.standin.grants)
        recorded = (statement.sql for statement in account.standin.ledger.having(Disposition.RECORDED))
        result.findings += protected.check(project.manifest("prod"), recorded)
        result.findings += syntax.check(_texts(project.manifest("prod"), compiled, account), GRAMMAR_GAPS)
        watch.done("Snowflake's grammar over what was compiled and sent")
        result.statements = account.standin.ledger.summary()
    result.notes += [f"exception: {name}: {why}" for name, why in EXCEPTIONS.items()]
    result.notes += [f"grammar gap: {opening}: {why}" for opening, why in GRAMMAR_GAPS.items()]
    return result


def report(result: Climb) -> str:
    """What people read: seconds by rung, what was compared, what was not run, what was found."""
    lines = [f"{seconds:7.1f} s  {name}" for name, seconds in result.seconds.items()]
    lines += [
        f"{done.as_of}: {len(done.account.results)} nodes on the stand-in, {len(done.local.results)} on DuckDB; "
        f"{len(done.comparison.tables)} tables, {done.comparison.row_count:,} rows compared"
        for done in result.rounds
    ]
    lines += ["statements sent to the stand-in:", result.statements, *result.notes]
    lines += [f"{len(result.findings)} findings", *(str(finding) for finding in result.findings)]
    return "\n".join(lines)


class _Watch:
    """Times the rungs, one after the other."""

    def __init__(self, result: Climb, say: Callable[[str], None]) -> None:
        self._result, self._say, self._since = result, say, time.perf_counter()

    def done(self, name: str) -> None:
        now = time.perf_counter()
        self._result.seconds[name] = now - self._since
        self._since = now
        self._say(f"{name}: {self._result.seconds[name]:.0f} s, {len(self._result.findings)} findings so far")


def _compiled(project: Project, result: Climb) -> dict[str, str]:
    run = project.dbt("prod", "compile")
    if run.exit_code:
        result.findings.append(Finding("compile", "dbt compile --target prod", run.output[-1500:]))
        return {}
    return project.compiled("prod")


def _static(project: Project, compiled: dict[str, str], result: Climb) -> list[Finding]:
    from ladder import static

    result.notes += [f"allowed: {line}" for line in static.allowed()]
    return static.check(project.manifest("prod"), compiled)


def _texts(manifest: dict, compiled: dict[str, str], account: Account) -> dict[str, str]:
    """What is parsed: compiled models, snapshots and tests, and what was recorded and never run.

    A generic test's SQL is one text with other names: one of each kind tells all. So it is with recorded statements:
    those of the set-up are parsed one by one in its own tests.
    """
    texts = {}
    for node_id, sql in compiled.items():
        kind = (manifest["nodes"][node_id].get("test_metadata") or {}).get("name")
        texts.setdefault(f"each test {kind}" if kind else node_id, sql)
    for statement in account.standin.ledger.having(Disposition.RECORDED):
        texts.setdefault(f"recorded: {' '.join(statement.sql.lower().split()[:2])}", statement.sql)
    return texts

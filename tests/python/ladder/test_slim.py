from pathlib import Path

import yaml

from ladder.slim import DEFERRED, SELECTION
from lundi.settings import PROJECT_ROOT

WORKFLOWS = PROJECT_ROOT / ".github" / "workflows"


def test_the_ladder_builds_a_change_with_the_words_of_the_makefile():
    makefile = " ".join((PROJECT_ROOT / "Makefile").read_text(encoding="utf-8").replace("\\\n", " ").split())
    assert SELECTION in makefile
    assert DEFERRED in makefile


def test_the_workflows_call_only_what_there_is():
    targets = {line.split(":")[0] for line in (PROJECT_ROOT / "Makefile").read_text(encoding="utf-8").splitlines()}
    for path in WORKFLOWS.glob("*.yml"):
        for command in _commands(path):
            words = command.split()
            if words[0] == "make":
                assert words[1] in targets, f"{path.name}: {command}"
            if words[0].startswith("."):
                assert words[0] in (".ci/run", ".venv/bin/lundi"), f"{path.name}: {command}"


def test_no_workflow_holds_a_secret_or_prints_one():
    for path in WORKFLOWS.glob("*.yml"):
        text = path.read_text(encoding="utf-8")
        assert "BEGIN" not in text
        assert not any("secrets." in command for command in _commands(path)), "secrets come by environment alone"


def _commands(path: Path) -> list[str]:
    jobs = yaml.safe_load(path.read_text(encoding="utf-8"))["jobs"]
    steps = [step for job in jobs.values() for step in job["steps"]]
    return [line.strip() for step in steps for line in step.get("run", "").splitlines() if line.strip()]

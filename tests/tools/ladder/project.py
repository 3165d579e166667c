"""A copy of the dbt project that a rung may change, and dbt run on it."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from lundi.settings import OFFLINE_ENVIRONMENT, PROJECT_ROOT
from lundi.warehouse.dbt import write_answers
from lundi.warehouse.dbt_process import as_text, events_of

FOLDERS = ("models", "macros", "seeds", "snapshots", "tests/generic", "tests/singular")
FILES = ("dbt_project.yml",)
DBT = (sys.executable, "-m", "lundi.warehouse.dbt_process")


@dataclass(frozen=True)
class DbtRun:
    """A finished dbt command: its exit code, what it printed, and each node's status and message."""

    command: str
    exit_code: int
    output: str
    results: Mapping[str, tuple[str, str]]

    @property
    def failures(self) -> dict[str, str]:
        """Messages of the nodes that ended in an error or failed."""
        return {node: message for node, (status, message) in self.results.items() if status in ("error", "fail")}

    @property
    def skipped(self) -> list[str]:
        """Nodes that were not run because another failed."""
        return [node for node, (status, _) in self.results.items() if status == "skipped"]


@dataclass(frozen=True)
class Project:
    """A dbt project in a folder of its own, with the profile of the repository."""

    folder: Path
    environment: Mapping[str, str]

    def dbt(self, target: str, *arguments: str) -> DbtRun:
        """Runs a dbt command for a target; what it leaves stands in `target/<target>`."""
        target_path = self.target_path(target)
        results_file = target_path / "run_results.json"
        results_file.unlink(missing_ok=True)
        finished = subprocess.run(
            [*DBT, *arguments, "--target", target, "--target-path", str(target_path)],
            cwd=self.folder,
            env={**os.environ, **OFFLINE_ENVIRONMENT, **self.environment, "DBT_PROFILES_DIR": str(self.folder)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        write_answers(
            results_file, [answer for event in events_of(finished.stdout.splitlines()) for answer in event.answers]
        )
        return DbtRun(" ".join(arguments), finished.returncode, as_text(finished.stdout), _results(results_file))

    def target_path(self, target: str) -> Path:
        """Where dbt leaves what it parsed, compiled and ran for a target."""
        return self.folder / "target" / target

    def manifest(self, target: str) -> dict:
        """The manifest of the last command for a target."""
        return json.loads((self.target_path(target) / "manifest.json").read_text(encoding="utf-8"))

    def compiled(self, target: str) -> dict[str, str]:
        """The SQL of each model, snapshot and test as it was compiled last, by node id."""
        root = self.target_path(target) / "compiled"
        found = {}
        for node_id, node in self.manifest(target)["nodes"].items():
            path = root / node["package_name"] / _compiled_place(node)
            if node["resource_type"] in ("model", "test", "snapshot") and path.is_file():
                found[node_id] = path.read_text(encoding="utf-8")
        return found

    def replace_in(self, file: str, old: str, new: str) -> None:
        """Changes a file of the copy. Raises ValueError where there is nothing to change."""
        path = self.folder / file
        text = path.read_text(encoding="utf-8")
        if old not in text:
            raise ValueError(f"{file} does not hold {old!r}: the planted change would change nothing")
        path.write_text(text.replace(old, new, 1), encoding="utf-8")


def copy_project(folder: Path, environment: Mapping[str, str], source: Path = PROJECT_ROOT) -> Project:
    """The repository's project in a folder, with its example profile in use."""
    for name in FOLDERS:
        if (source / name).is_dir():
            shutil.copytree(source / name, folder / name, dirs_exist_ok=True)
    for name in FILES:
        shutil.copyfile(source / name, folder / name)
    shutil.copyfile(PROJECT_ROOT / "profiles.example.yml", folder / "profiles.yml")
    return Project(folder, environment)


def _compiled_place(node: Mapping) -> str:
    """Where dbt writes a node's SQL: tests of a yml file have a folder of that file's name."""
    original = node["original_file_path"]
    return original if original.endswith(".sql") else f"{original}/{node['path']}"


def _results(file: Path) -> dict[str, tuple[str, str]]:
    if not file.is_file():
        return {}
    document = json.loads(file.read_text(encoding="utf-8"))
    return {result["unique_id"]: (result["status"], result.get("message") or "") for result in document["results"]}

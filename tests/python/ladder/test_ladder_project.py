import pytest

from ladder.project import DbtRun, copy_project


def test_the_copy_holds_the_project_and_leaves_the_repository_alone(tmp_path):
    project = copy_project(tmp_path / "copy", {})
    project.replace_in("dbt_project.yml", "name: lundi", "name: changed")
    assert (project.folder / "models" / "marts").is_dir()
    assert "name: changed" in (project.folder / "dbt_project.yml").read_text(encoding="utf-8")
    assert "name: changed" not in copy_project(tmp_path / "again", {}).folder.joinpath("dbt_project.yml").read_text()


def test_a_change_that_would_change_nothing_is_an_error(tmp_path):
    project = copy_project(tmp_path / "copy", {})
    with pytest.raises(ValueError, match="would change nothing"):
        project.replace_in("dbt_project.yml", "words that stand nowhere", "others")


def test_nodes_that_failed_or_were_skipped_are_told_apart_from_those_that_passed():
    statuses = {"a": "success", "b": "error", "c": "skipped", "d": "warn", "e": "fail", "f": "pass"}
    run = DbtRun("build", 1, "", {name: (status, f"{name} said") for name, status in statuses.items()})
    assert run.failures == {"b": "b said", "e": "e said"}
    assert run.skipped == ["c"]

"""Every model belongs to a domain that somebody answers for, and only marts are for everybody to build on."""

from typing import Any

import pytest
import yaml

from lundi.settings import PROJECT_ROOT

MODELS = PROJECT_ROOT / "models"
CONFIG: dict[str, Any] = yaml.safe_load((PROJECT_ROOT / "dbt_project.yml").read_text(encoding="utf-8"))["models"][
    "lundi"
]
GROUPS = yaml.safe_load((MODELS / "groups.yml").read_text(encoding="utf-8"))["groups"]
FOLDERS = sorted(
    folder.relative_to(MODELS).as_posix()
    for folder in MODELS.rglob("*")
    if folder.is_dir() and any(folder.glob("*.sql"))
)


def configured(folder: str, name: str) -> str | None:
    """What the project says of a folder: the nearest of it and those above."""
    found, level = CONFIG.get(f"+{name}"), CONFIG
    for part in folder.split("/"):
        level = level.get(part, {})
        found = level.get(f"+{name}", found)
    return found


def test_every_group_says_what_it_is_and_who_answers_for_it():
    assert all(group["description"] and group["owner"]["name"] for group in GROUPS)


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_folder_of_models_belongs_to_a_group(folder):
    assert configured(folder, "group") in {group["name"] for group in GROUPS}


@pytest.mark.parametrize("folder", FOLDERS)
def test_marts_are_public_and_nothing_else_is(folder):
    assert (configured(folder, "access") == "public") is folder.startswith("marts/")


def test_no_group_is_empty():
    assert {configured(folder, "group") for folder in FOLDERS} == {group["name"] for group in GROUPS}


@pytest.mark.parametrize("folder", [folder for folder in FOLDERS if folder.startswith("marts/")])
def test_what_is_public_is_contracted(folder):
    assert configured(folder, "contract") == {"enforced": True}

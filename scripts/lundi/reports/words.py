"""The words of the reports, read from one file per language."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).resolve().parent / "locales"


class Words:
    """Looks a sentence up by its dotted key and fills its blanks; an unknown key is an error, never an empty print."""

    def __init__(self, tree: dict[str, Any]) -> None:
        self._sentences = flatten(tree)

    def __call__(self, key: str, **values: object) -> str:
        """The sentence of that key."""
        return self._sentences[key].format(**values)

    @property
    def keys(self) -> set[str]:
        """Every key of the language."""
        return set(self._sentences)


def flatten(tree: dict[str, Any], prefix: str = "") -> dict[str, str]:
    """A tree of sentences as dotted keys."""
    flat: dict[str, str] = {}
    for name, branch in tree.items():
        if isinstance(branch, dict):
            flat.update(flatten(branch, f"{prefix}{name}."))
        else:
            flat[f"{prefix}{name}"] = str(branch)
    return flat


@cache
def load_words(language: str) -> Words:
    """The words of a language (fr, en)."""
    path = FOLDER / f"{language}.yml"
    if not path.exists():
        raise ValueError(f"no words for language {language!r}: expected {path.name} in {FOLDER.name}/")
    return Words(yaml.safe_load(path.read_text(encoding="utf-8")))

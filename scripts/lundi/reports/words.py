"""The words of the reports, read from one file per language."""

from collections.abc import Iterator
from contextlib import contextmanager
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

    @property
    def sentences(self) -> dict[str, str]:
        """Every sentence by its dotted key, its blanks not filled."""
        return dict(self._sentences)


def flatten(tree: dict[str, Any], prefix: str = "") -> dict[str, str]:
    """A tree of sentences as dotted keys."""
    flat: dict[str, str] = {}
    for name, branch in tree.items():
        if isinstance(branch, dict):
            flat.update(flatten(branch, f"{prefix}{name}."))
        else:
            flat[f"{prefix}{name}"] = str(branch)
    return flat


def load_words(language: str) -> Words:
    """The words of a language (fr, en): those of its file, or of the publication that is being printed again."""
    return _spoken.get(language) or _read_words(language)


@contextmanager
def speaking(language: str, words: Words | None) -> Iterator[None]:
    """Everything inside says what a publication said; None: what the file says."""
    before = dict(_spoken)
    if words is not None:
        _spoken[language] = words
    try:
        yield
    finally:
        _spoken.clear()
        _spoken.update(before)


_spoken: dict[str, Words] = {}


@cache
def _read_words(language: str) -> Words:
    path = FOLDER / f"{language}.yml"
    if not path.exists():
        raise ValueError(f"no words for language {language!r}: expected {path.name} in {FOLDER.name}/")
    return Words(yaml.safe_load(path.read_text(encoding="utf-8")))

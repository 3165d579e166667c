"""The mutations of `make test`: drawn by hypothesis, the same each time, all in one landing zone."""

from functools import cache

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from lundi.bench.mutated_world import Case, draw_cases
from lundi.bench.mutations import MUTATIONS

COUNT = 20


def _drawn() -> list[tuple[str, int]]:
    found: list[tuple[str, int]] = []

    @settings(derandomize=True, max_examples=COUNT, database=None, phases=[Phase.generate], deadline=None)
    @given(st.sampled_from(sorted(MUTATIONS)), st.integers(min_value=0, max_value=2**32 - 1))
    def collect(name: str, seed: int) -> None:
        found.append((name, seed))

    collect()
    return found[:COUNT]


@cache
def drawn_cases() -> tuple[Case, ...]:
    """They and what they strike."""
    return draw_cases(_drawn())

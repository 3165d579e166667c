"""The world from which somebody is erased, built once for those who look at its files and those who erase there too."""

import pytest

from privacy.erased import ErasedWorld, erased_in
from runs import OneParse
from standin_account import private_key, shared_account  # noqa: F401


@pytest.fixture(scope="session")
def erased_world(tmp_path_factory: pytest.TempPathFactory, one_parse: OneParse) -> ErasedWorld:
    """Jules is gone from it."""
    return erased_in(tmp_path_factory.mktemp("erased"), one_parse)

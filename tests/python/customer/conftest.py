"""What tests of the golden customers share: the models, compiled once."""

import pytest

from golden_history import GoldenModels, History, compile_models


@pytest.fixture(scope="session")
def golden_models(tmp_path_factory: pytest.TempPathFactory) -> GoldenModels:
    """The models that give golden ids."""
    return compile_models(tmp_path_factory.mktemp("golden"))


@pytest.fixture
def history(golden_models: GoldenModels) -> History:
    """A retailer without any customer yet."""
    return History(golden_models)

"""What tests of the golden customers share: the models, compiled once."""

import pytest

from customer.known_people import build_known_people
from golden_history import GoldenModels, History, compile_models
from lundi.settings import Settings


@pytest.fixture(scope="session")
def golden_models(tmp_path_factory: pytest.TempPathFactory) -> GoldenModels:
    """The models that give golden ids."""
    return compile_models(tmp_path_factory.mktemp("golden"))


@pytest.fixture
def history(golden_models: GoldenModels) -> History:
    """A retailer without any customer yet."""
    return History(golden_models)


@pytest.fixture(scope="session")
def known_people(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A published edition of the few customers of known_people, built once."""
    return build_known_people(tmp_path_factory.mktemp("known_people"))

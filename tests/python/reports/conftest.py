"""The shared samples as fixtures."""

import pytest

from reports.samples import SAMPLES, Rendered, rendered_sample


@pytest.fixture(params=list(SAMPLES))
def rendered(request) -> Rendered:
    """Every sample in turn."""
    return rendered_sample(request.param)


@pytest.fixture(params=[name for name in SAMPLES if name != "store"])
def paged(request) -> Rendered:
    """Every sample that has a page to read on screen."""
    return rendered_sample(request.param)


@pytest.fixture(params=[name for name in SAMPLES if name not in ("region", "store")])
def mailed(request) -> Rendered:
    """Every sample that goes out by mail."""
    return rendered_sample(request.param)


@pytest.fixture
def region() -> Rendered:
    return rendered_sample("region")


@pytest.fixture
def store() -> Rendered:
    return rendered_sample("store")


@pytest.fixture
def normal() -> Rendered:
    return rendered_sample("normal")


@pytest.fixture
def customers() -> Rendered:
    return rendered_sample("customers")


@pytest.fixture
def dollar() -> Rendered:
    return rendered_sample("dollar")


@pytest.fixture
def empty() -> Rendered:
    return rendered_sample("empty")

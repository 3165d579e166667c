"""The shared samples as fixtures."""

import pytest

from reports.samples import SAMPLES, Rendered, rendered_sample


@pytest.fixture(params=list(SAMPLES))
def rendered(request) -> Rendered:
    """Every sample in turn."""
    return rendered_sample(request.param)


@pytest.fixture
def normal() -> Rendered:
    return rendered_sample("normal")


@pytest.fixture
def dollar() -> Rendered:
    return rendered_sample("dollar")


@pytest.fixture
def empty() -> Rendered:
    return rendered_sample("empty")

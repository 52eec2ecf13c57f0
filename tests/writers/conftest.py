"""The page that most tests write."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from tests.writers.sample import PAGE, PICTURES

from byhand.page.blocks import Document, Picture


@pytest.fixture(scope="session")
def page() -> Document:
    return PAGE


@pytest.fixture(scope="session")
def pictures() -> Mapping[str, Picture]:
    return PICTURES

"""Markdown pages of the project become pages of the site."""

import pytest

from lundi.documentation.handbook import anchor, handbook, page_of
from lundi.settings import PROJECT_ROOT

KNOWN = {"README.md", "docs/privacy.md", "docs/decisions/0001-x.md"}


@pytest.mark.parametrize(
    ("name", "link", "address"),
    [
        ("README.md", "docs/privacy.md", "docs/privacy.html"),
        ("docs/privacy.md", "../README.md#the-command", "../README.html#the-command"),
        ("docs/decisions/0001-x.md", "../privacy.md", "../../docs/privacy.html"),
        ("docs/privacy.md", "decisions/0001-x.md", "../docs/decisions/0001-x.html"),
        ("README.md", "#the-command", "#the-command"),
        ("README.md", "https://example.org/a", "https://example.org/a"),
    ],
)
def test_links_lead_to_the_pages(name, link, address):
    assert f'href="{address}"' in page_of(name, f"[there]({link})", KNOWN).body


def test_a_file_that_is_no_page_is_named_without_a_link():
    assert page_of("README.md", "[seeds](seeds/share/)", KNOWN).body == "<p><a>seeds</a></p>\n"


def test_headings_have_the_anchors_of_code_hosts():
    page = page_of("README.md", "# Lundi\n## The `lundi` command\n## Été, 72 h\n## Été, 72 h\n", KNOWN)
    assert page.title == "Lundi"
    for name in ("the-lundi-command", "été-72-h", "été-72-h-1"):
        assert f'id="{name}"' in page.body
    assert anchor("What is (not) done?") == "what-is-not-done"


def test_html_in_markdown_is_text():
    assert "<script>" not in page_of("README.md", "<script>alert(1)</script>", KNOWN).body


def test_every_page_of_the_project_has_a_title():
    pages = handbook(PROJECT_ROOT)
    assert {"README.html", "docs/privacy.html", "docs/decisions/README.html"} <= {page.path for page in pages}
    assert all(page.title and page.title != page.path for page in pages)

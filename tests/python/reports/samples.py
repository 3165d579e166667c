"""The samples that most tests share, each rendered once."""

from dataclasses import dataclass
from functools import cache, cached_property

import pypdfium2

from lundi.reports.dataset import ReportData
from lundi.reports.render import render_bytes
from lundi.reports.view import View, build_view
from reports import factories

SAMPLES = {
    "normal": factories.normal_week,
    "customers": factories.customers_week,
    "annex": factories.annex_week,
    "degraded": factories.degraded_week,
    "dollar": factories.dollar_week,
    "one_store": factories.one_store_week,
    "region": factories.region_week,
    "store": factories.store_week,
    "empty": factories.empty_week,
}


@dataclass(frozen=True, eq=False)
class Rendered:
    """A sample, its view and its four files."""

    data: ReportData
    view: View
    files: dict[str, bytes]

    @cached_property
    def pdf_pages(self) -> list[str]:
        """The text of each page, as a reader would copy it."""
        document = pypdfium2.PdfDocument(self.files["pdf"])
        return [page.get_textpage().get_text_range() for page in document]

    @property
    def pdf_text(self) -> str:
        return "\n".join(self.pdf_pages)


@cache
def rendered_sample(name: str) -> Rendered:
    data = SAMPLES[name]()
    return Rendered(data, build_view(data), render_bytes(data))

"""What every renderer needs at hand: the data, the formats of its language and currency, and its words."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from lundi.reports.dataset import Comparison, Evolution, ReportData
from lundi.reports.formatting import Formats
from lundi.reports.words import Words, load_words

SALES_METRIC = "sales_eur_incl_tax"
TICKETS_METRIC = "ticket_count"
WEEKLY_COMPARISONS = ("prior_year", "week_before")
YEAR_TO_DATE = "year_to_date"
COMPANY = "company"


@dataclass(frozen=True)
class Context:
    """One report about to be rendered."""

    data: ReportData
    formats: Formats
    words: Words

    @classmethod
    def of(cls, data: ReportData) -> "Context":
        """The context of a report, in its own language and currency."""
        return cls(data, Formats(data.language, data.currency_code), load_words(data.language))

    @property
    def file_stem(self) -> str:
        """The name of the company's artefacts, without their ending."""
        return self.words("document.file_name", iso_week=self.data.iso_week)

    @property
    def title(self) -> str:
        """The title of every artefact."""
        return self._of_edition(self.claimed("document.title", week=self.formats.week(self.data.iso_week)))

    @property
    def running_title(self) -> str:
        """The title at the foot of a page, where there is no room for the share that is provisional."""
        status = self.data.sales_status
        key = "document.title_final" if status and status.is_final else "document.title"
        return self._of_edition(self.words(key, week=self.formats.week(self.data.iso_week)))

    def _of_edition(self, title: str) -> str:
        if self.data.edition.edition_type == COMPANY:
            return title
        return self.words("document.title_of_edition", title=title, edition=self.edition_name)

    def claimed(self, key: str, **values: object) -> str:
        """A sentence that says what the sales are: revenue where they are final, else how much is provisional."""
        status = self.data.sales_status
        if status and status.is_final:
            return self.words(f"{key}_final", **values)
        if status and status.provisional_share:
            return self.words(f"{key}_provisional", share=self.formats.percent(status.provisional_share), **values)
        return self.words(key, **values)

    @property
    def edition_name(self) -> str:
        """Whom the report is about: the company, a region or a store."""
        edition = self.data.edition
        return self.words(f"editions.{edition.edition_type}.name", label=edition.label)

    @property
    def main(self) -> str:
        """The comparison that bars, differences and rankings use."""
        return self.data.main_comparison_code

    @property
    def dates(self) -> str:
        """The first and last day of the week, in words."""
        return self.formats.date_range(self.data.first_date, self.data.last_date)

    @property
    def has_sales(self) -> bool:
        """Whether anything at all was sold in the week."""
        return self.tile_value(SALES_METRIC) is not None or bool(self.data.departments)

    @property
    def weekly_codes(self) -> tuple[str, ...]:
        """The weekly comparisons of this report, the main one first."""
        main = self.data.main_comparison_code
        known = [c.comparison_code for c in self.data.comparisons]
        return (main, *(code for code in WEEKLY_COMPARISONS if code in known and code != main))

    def short(self, comparison_code: str) -> str:
        """A comparison's short name: vs N-1."""
        return self.words(f"comparisons.{comparison_code}.short")

    def reason(self, reason_code: str) -> str:
        """Why a figure cannot be stated."""
        return self.words(f"reasons.{reason_code}")

    def comparison(self, comparison_code: str) -> Comparison | None:
        """The dates of a comparison."""
        return next((c for c in self.data.comparisons if c.comparison_code == comparison_code), None)

    def missing_reason(self, comparison_code: str) -> str | None:
        """The reason code of a comparison that cannot be made for the whole week."""
        comparison = self.comparison(comparison_code)
        return comparison.reason_code if comparison else None

    def tile_value(self, metric_code: str) -> Decimal | None:
        """The week's value of one headline figure."""
        return next((t.current_value for t in self.data.tiles if t.metric_code == metric_code), None)


def find_evolution(evolutions: Iterable[Evolution], comparison_code: str) -> Evolution | None:
    """The evolution against one comparison, if it is there."""
    return next((e for e in evolutions if e.comparison_code == comparison_code), None)


def difference_of(evolution: Evolution | None) -> Decimal | None:
    """The week's value minus the compared one, where both are known."""
    if evolution is None or evolution.current_value is None or evolution.compared_value is None:
        return None
    return evolution.current_value - evolution.compared_value

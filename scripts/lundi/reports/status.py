"""What is provisional, where it may end, and what changed since the Monday before, as printable cells."""

from decimal import Decimal

from lundi.reports.cells import EMPTY, Cell, missing, number_cell, plain, rate_cell
from lundi.reports.context import Context
from lundi.reports.dataset import ChannelStatus, SalesChange, SalesStatus
from lundi.reports.grids import Column, Row, Table

REASONS = ("late_delivery", "correction", "withdrawal", "referential", "other")
CENTS = 2
PRINTED_CHANGES = 12


def status_line(ctx: Context) -> str:
    """Whether the sales are final; if not, how much of them and until when; empty where nothing was sold."""
    status = ctx.data.sales_status
    if status is None:
        return ""
    if status.is_final:
        return ctx.words("status.final")
    moment = ctx.formats.wall_clock(status.final_from) if status.final_from else ""
    key = "incomplete" if ctx.data.missing_store_days else "provisional"
    return ctx.words(
        f"status.{key if moment else 'waiting'}",
        share=ctx.formats.percent(status.provisional_share),
        amount=ctx.formats.money(status.provisional_sales),
        moment=moment,
    )


def status_table(ctx: Context) -> Table:
    """What is provisional in each channel, and between which amounts past weeks say that it will end."""
    words, status = ctx.words, ctx.data.sales_status
    columns = (
        Column(words("channels.columns.name"), "text"),
        Column(words("departments.columns.sales")),
        Column(words("status.columns.provisional"), is_optional=True),
        Column(words("status.columns.share"), bar="share"),
        Column(words("status.columns.final_from")),
        Column(words("status.columns.expected")),
    )
    rows = () if status is None else tuple(_status_row(ctx, channel) for channel in status.channels)
    return Table(
        "status",
        words("status.title"),
        words("status.caption"),
        columns,
        rows,
        () if status is None else _status_notes(ctx, status),
        words("status.none"),
    )


def _status_row(ctx: Context, channel: ChannelStatus) -> Row:
    share = rate_cell(ctx, channel.provisional_share)
    bar = float(channel.provisional_share or 0)
    return Row(
        (
            Cell(channel.channel_name),
            number_cell(ctx, channel.sales),
            number_cell(ctx, channel.provisional_sales),
            Cell(share.text, share.value, share.tone, bar=bar) if channel.provisional_share is not None else share,
            _final_from(ctx, channel),
            _expected(ctx, channel),
        )
    )


def _final_from(ctx: Context, channel: ChannelStatus) -> Cell:
    if channel.is_final:
        return Cell(ctx.words("status.is_final"))
    return Cell(ctx.formats.wall_clock(channel.final_from) if channel.final_from else ctx.words("status.is_waiting"))


def _expected(ctx: Context, channel: ChannelStatus) -> Cell:
    low, high = channel.lowest_expected, channel.highest_expected
    if channel.is_final:
        return EMPTY
    if low is None or high is None:
        return missing(ctx)
    return Cell(ctx.words("status.between", low=ctx.formats.number(low), high=ctx.formats.number(high)))


def _status_notes(ctx: Context, status: SalesStatus) -> tuple[str, ...]:
    """Why a range is missing: too few past weeks, or an edition for which nobody counted them."""
    waiting = [channel for channel in status.channels if not channel.is_final and channel.lowest_expected is None]
    counted = [channel for channel in waiting if channel.final_week_count is not None]
    named: dict[tuple[int | None, int | None], list[str]] = {}
    for channel in counted:
        named.setdefault((channel.final_week_count, channel.needed_week_count), []).append(channel.channel_name)
    notes = [
        ctx.words(
            "status.too_few_weeks",
            channels=", ".join(names),
            count=ctx.formats.number(count),
            needed=ctx.formats.number(needed),
        )
        for (count, needed), names in named.items()
    ]
    return (*notes, ctx.words("status.company_only")) if len(waiting) > len(counted) else tuple(notes)


def restatements_table(ctx: Context) -> Table:
    """What of the published sales changed since the Monday before, and why; the reasons add up to the difference."""
    words, status = ctx.words, ctx.data.sales_status
    changes = status.changes if status else ()
    # The rest that nothing explains has its column whenever there is one, and never hides.
    reasons = [reason for reason in REASONS if reason != "other" or any(change.other for change in changes)]
    columns = (
        Column(words("weeks.week"), "text"),
        Column(words("channels.columns.name"), "text"),
        Column(words("restatements.columns.published")),
        Column(words("restatements.columns.current")),
        Column(words("restatements.columns.difference")),
        *(Column(words(f"restatements.columns.{reason}"), is_optional=True) for reason in reasons),
    )
    rows = tuple(_change_row(ctx, change, reasons) for change in changes[:PRINTED_CHANGES])
    hidden = len(changes) - len(rows)
    notes = (words("restatements.more", count=ctx.formats.number(hidden)),) if hidden > 0 else ()
    since = status.compared_published_at if status else None
    moment = ctx.formats.wall_clock(since) if since else ""
    return Table(
        "restatements",
        words("restatements.title"),
        words("restatements.caption", moment=moment) if since else "",
        columns,
        rows,
        notes,
        words("restatements.none", moment=moment) if since else words("restatements.first"),
    )


def _change_row(ctx: Context, change: SalesChange, reasons: list[str]) -> Row:
    amounts = (change.difference, *(getattr(change, reason) for reason in reasons))
    return Row(
        (
            Cell(ctx.formats.short_week(change.iso_week)),
            Cell(change.channel_name),
            number_cell(ctx, change.published_sales, CENTS),
            number_cell(ctx, change.current_sales, CENTS),
            *(_signed(ctx, amount) for amount in amounts),
        )
    )


def _signed(ctx: Context, amount: Decimal) -> Cell:
    """A change to its cent: reasons that were rounded would not add up before the reader's eyes."""
    return Cell(ctx.formats.number(amount, CENTS, signed=True), plain(amount)) if amount else Cell("–", "0")

"""What can go wrong, in words a reader can act on, and what the command's exit code says about it."""

from enum import IntEnum


class ExitCode(IntEnum):
    """The exit codes of `lundi`, the same for every command."""

    OK = 0
    FAILED = 1  # the message says what stands
    USAGE = 2  # the command line was not understood
    INCOMPLETE = 3  # done, but something was refused, kept aside or warned about
    BUSY = 4  # another run holds the warehouse: nothing was done
    DEGRADED = 5  # a deadline sent out an edition that lacks something and says so


class LundiError(Exception):
    """An error that stops the command: what happened, and what to do next."""

    exit_code = ExitCode.FAILED

    def __init__(self, message: str, next_step: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.next_step = next_step


class BusyError(LundiError):
    """Another run holds the warehouse. A scheduler may try again later: nothing went wrong."""

    exit_code = ExitCode.BUSY


class DeliveryRefusedError(Exception):
    """One delivery breaks the interface contract and is refused whole; the others go on.

    `rule` is the reason code of the ledger; `file_name`, `row` (1 is the first data row) and `column` say where, as
    far as the rule knows.
    """

    def __init__(
        self,
        rule: str,
        message: str,
        *,
        file_name: str | None = None,
        row: int | None = None,
        column: str | None = None,
    ) -> None:
        super().__init__(message)
        self.rule = rule
        self.message = message
        self.file_name = file_name
        self.row = row
        self.column = column

    @property
    def place(self) -> str:
        """Where the rule was broken: file, row and column, as far as they are known."""
        parts = [self.file_name or "manifest.json"]
        if self.row is not None:
            parts.append(f"row {self.row}")
        if self.column is not None:
            parts.append(f"column {self.column}")
        return ", ".join(parts)

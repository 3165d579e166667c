"""All of it or nothing on a DuckDB file; a disk that takes no more is told as what it is."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import duckdb

from lundi.errors import LundiError

# A disk that is full, over its quota, read-only or broken; a file that may not grow.
DISK_ERRORS = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EIO)
NEXT_STEP = (
    "free disk space, or see whether the folder may be written; then run the same command again: what was committed "
    "and what is published stand"
)


class DiskError(LundiError):
    """The disk takes no more. It is nobody's delivery that is at fault."""


def as_disk_error(error: BaseException) -> DiskError | None:
    """The error as the disk's; None where the disk has no part in it."""
    is_of_the_disk = isinstance(error, duckdb.Error) and any(os.strerror(code) in str(error) for code in DISK_ERRORS)
    if is_of_the_disk or (isinstance(error, OSError) and error.errno in DISK_ERRORS):
        return DiskError(f"the disk takes no more: {str(error).splitlines()[0]}", NEXT_STEP)
    return None


@contextmanager
def transaction(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Commits what is done within, or takes all of it back and lets the error through.

    Raises DiskError where the disk took no more.
    """
    connection.begin()
    try:
        yield
        connection.commit()
    except BaseException as error:
        # A commit that failed has rolled back by itself.
        with suppress(duckdb.Error):
            connection.rollback()
        disk_error = as_disk_error(error)
        if disk_error:
            raise disk_error from error
        raise

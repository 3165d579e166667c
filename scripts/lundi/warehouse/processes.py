"""Processes that work for a run end with it, killed or not: nobody may go on writing what the next run clears."""

import ctypes
import os
import signal

# Who a child works for, so that one whose parent died before it could ask does not stay.
PARENT_VARIABLE = "LUNDI_PARENT_PROCESS"
PR_SET_PDEATHSIG = 1


def end_with(parent: int) -> None:
    """Asks the kernel to kill this process when its parent dies, and ends it where the parent is gone already."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        os.kill(os.getpid(), signal.SIGKILL)


def end_with_named_parent() -> None:
    """As `end_with`, for a child whose environment names its parent; others are left alone."""
    parent = os.environ.get(PARENT_VARIABLE)
    if parent:
        end_with(int(parent))

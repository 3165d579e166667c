"""Peak memory: what this process and its children hold, and nobody else."""

import os
import subprocess
import sys

import pytest

from lundi.bench.memory import BYTES_PER_PAGE, peak_memory, tree_memory

MEBIBYTE = 1 << 20


@pytest.fixture
def proc(tmp_path):
    """A /proc of five processes: 1 started 2 and 4, 2 started 3 (whose name is odd), 9 is somebody else's."""
    for number, parent, name, pages in ((1, 0, "lundi", 10), (2, 1, "dbt", 20), (3, 2, "a) (b", 30), (4, 1, "x", 40)):
        folder = tmp_path / str(number)
        folder.mkdir()
        (folder / "stat").write_text(f"{number} ({name}) S {parent} 1 1")
        (folder / "statm").write_text(f"999 {pages} 5")
    other = tmp_path / "9"
    other.mkdir()
    (other / "stat").write_text("9 (other) S 0 1 1")
    (other / "statm").write_text("999 500 5")
    (tmp_path / "10").mkdir()  # it has just ended
    (tmp_path / "meminfo").write_text("not a process")
    return tmp_path


def test_a_tree_is_the_process_and_all_that_it_started(proc):
    assert tree_memory(1, proc) == 100 * BYTES_PER_PAGE
    assert tree_memory(2, proc) == 50 * BYTES_PER_PAGE
    assert tree_memory(7, proc) == 0


def test_memory_that_a_child_took_and_gave_back_is_in_the_peak():
    before = tree_memory(os.getpid())
    with peak_memory(0.01) as peak:
        subprocess.run([sys.executable, "-c", "import time; held = bytearray(200 << 20); time.sleep(0.5)"], check=True)
    assert peak.byte_count > before + 150 * MEBIBYTE
    assert tree_memory(os.getpid()) < peak.byte_count

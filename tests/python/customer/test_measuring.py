"""Peak memory of what this process starts: the kernel's own marks, and no stranger's."""

import subprocess
import sys

import pytest

from lundi.customer.measuring import MEBIBYTE, ChildPeak, child_peak, children_peaks, own_peak_mebibytes


@pytest.fixture
def proc(tmp_path):
    """A /proc in which 7 started 8 (whose name is odd) and 9; 10 is somebody else's, 11 has just ended."""
    for number, parent, name, kibibytes in ((8, 7, "a: b", 2048), (9, 7, "x", 4096), (10, 1, "y", 9999)):
        (tmp_path / str(number)).mkdir()
        (tmp_path / str(number) / "status").write_text(f"Name:\t{name}\nPPid:\t{parent}\nVmHWM:\t {kibibytes} kB\n")
    (tmp_path / "11").mkdir()
    (tmp_path / "12").mkdir()
    (tmp_path / "12" / "status").write_text("Name:\tzombie\nPPid:\t7\n")  # ended, not yet waited for
    (tmp_path / "meminfo").write_text("not a process")
    return tmp_path


def test_children_are_those_that_the_process_started(proc):
    assert children_peaks(7, proc) == {8: 2 * MEBIBYTE, 9: 4 * MEBIBYTE}
    assert children_peaks(99, proc) == {}


def test_the_peak_is_the_largest_child_however_it_shrank():
    peak = ChildPeak()
    assert peak.mebibytes == 0
    for seen in ({8: 10 * MEBIBYTE}, {8: 5 * MEBIBYTE, 9: 7 * MEBIBYTE}, {}):
        peak.see(seen)
    assert peak.mebibytes == 10


def test_what_a_child_took_and_gave_back_is_measured():
    with child_peak() as peak:
        code = "import time; held = bytearray(200 << 20); del held; time.sleep(0.5)"
        subprocess.run([sys.executable, "-c", code], check=True)
    assert 200 < peak.mebibytes < 300


def test_this_process_knows_its_own_peak():
    assert own_peak_mebibytes() > 20

"""What works for a run ends with it."""

import os
import subprocess
import sys
import time

import pytest

from lundi.warehouse.processes import PARENT_VARIABLE

# A run that begins a child as the build begins dbt, says who it is, and waits to be killed.
RUN = """
import os, subprocess, sys
child = "import sys, time; from lundi.warehouse.processes import end_with_named_parent; end_with_named_parent(); "
child += "print('ready', flush=True); time.sleep(60)"
named = {**os.environ, sys.argv[1]: str(os.getpid())}
began = subprocess.Popen([sys.executable, "-c", child], env=named, stdout=subprocess.PIPE, text=True)
began.stdout.readline()
print(began.pid, flush=True)
sys.stdin.read()
"""


def is_there(process_id):
    try:
        with open(f"/proc/{process_id}/stat", encoding="utf-8") as file:
            return file.read().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_a_child_ends_with_the_run_that_was_killed():
    command = [sys.executable, "-c", RUN, PARENT_VARIABLE]
    run = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    child = int(run.stdout.readline())
    assert is_there(child)
    run.kill()
    run.communicate()
    deadline = time.monotonic() + 10
    while is_there(child) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not is_there(child)


@pytest.mark.parametrize(("parent", "ends"), [("1", True), (None, False)])
def test_a_child_whose_parent_is_gone_ends_and_one_that_nobody_named_goes_on(parent, ends):
    environment = {name: value for name, value in os.environ.items() if name != PARENT_VARIABLE}
    if parent:
        environment[PARENT_VARIABLE] = parent
    code = "from lundi.warehouse.processes import end_with_named_parent; end_with_named_parent()"
    ended = subprocess.run([sys.executable, "-c", code], env=environment, check=False)
    assert (ended.returncode != 0) == ends

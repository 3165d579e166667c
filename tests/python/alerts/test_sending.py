"""Each cause is told once over each channel; what could not be told is said, and tried again."""

import json
from datetime import UTC, datetime

from lundi.alerts.causes import Cause
from lundi.alerts.channels import AlertNotSentError
from lundi.alerts.sending import Raised, raise_alerts

NOW = datetime(2026, 11, 16, 5, 0, tzinfo=UTC)
LATE, HELD = (Cause(code, code, f"subject of {code}", ("a line",)) for code in ("late_source", "held_delivery"))


class Channel:
    """Takes alerts, or does not."""

    def __init__(self, is_broken=False):
        self.is_broken, self.taken = is_broken, []

    def __call__(self, cause):
        if self.is_broken:
            raise AlertNotSentError("ConnectionRefusedError")
        self.taken.append(cause.code)


def test_a_cause_is_told_once_however_often_the_monday_is_run(tmp_path):
    mail = Channel()
    assert raise_alerts([LATE, HELD], tmp_path, {"e-mail": mail}, NOW) == Raised(2, 0)
    assert raise_alerts([LATE], tmp_path, {"e-mail": mail}, NOW.replace(hour=6)) == Raised(0, 1)
    assert mail.taken == ["late_source", "held_delivery"]
    document = json.loads((tmp_path / f"{LATE.name}.json").read_text())
    assert document["sent_by"] == ["e-mail"]
    assert (document["first_raised_at"], document["last_raised_at"]) == (
        NOW.isoformat(),
        NOW.replace(hour=6).isoformat(),
    )


def test_what_one_channel_does_not_take_the_other_still_gets_and_it_is_tried_again(tmp_path):
    mail, hook = Channel(is_broken=True), Channel()
    raised = raise_alerts([LATE], tmp_path, {"e-mail": mail, "webhook": hook}, NOW)
    assert raised.problems == ("alert not sent by e-mail: subject of late_source: ConnectionRefusedError",)
    mail.is_broken = False
    assert raise_alerts([LATE], tmp_path, {"e-mail": mail, "webhook": hook}, NOW).problems == ()
    assert (mail.taken, hook.taken) == (["late_source"], ["late_source"])


def test_a_folder_that_cannot_be_written_is_said_and_fails_nothing(tmp_path):
    (tmp_path / "alerts").write_text("a file")
    raised = raise_alerts([LATE], tmp_path / "alerts", {}, NOW)
    assert raised.new_count == 0
    assert raised.problems[0].startswith("alert not written: subject of late_source")


def test_a_file_that_somebody_spoiled_is_written_anew(tmp_path):
    (tmp_path / f"{LATE.name}.json").write_text("[")
    assert raise_alerts([LATE], tmp_path, {}, NOW).new_count == 1

"""Who was cut off by command stays so until the seed says it, too."""

import stat
from datetime import UTC, datetime, timedelta

from lundi.share.revocations import FILE, forget_revocation, note_revocation, read_revocations
from lundi.share.tokens import token_folder

MOMENT = datetime(2026, 11, 16, 5, 0, tzinfo=UTC)


def test_nobody_is_revoked_where_nothing_was_noted(tmp_path):
    assert read_revocations(tmp_path) == {}
    forget_revocation(tmp_path, "alpha")
    assert not (token_folder(tmp_path) / FILE).exists()


def test_the_first_moment_and_reason_stay(tmp_path):
    note_revocation(tmp_path, "alpha", "contract ended", MOMENT)
    note_revocation(tmp_path, "alpha", "again", MOMENT + timedelta(days=1))
    note_revocation(tmp_path, "beta", "x", MOMENT)
    assert read_revocations(tmp_path)["alpha"] == {"revoked_at": "2026-11-16T05:00:00Z", "reason": "contract ended"}
    forget_revocation(tmp_path, "alpha")
    assert set(read_revocations(tmp_path)) == {"beta"}


def test_the_file_is_its_owner_s_alone(tmp_path):
    note_revocation(tmp_path, "alpha", "x", MOMENT)
    assert stat.S_IMODE((token_folder(tmp_path) / FILE).stat().st_mode) == 0o600

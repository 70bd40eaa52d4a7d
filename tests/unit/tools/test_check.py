"""`make check` runs all checks, also after one has failed, and says which."""

import sys

import pytest

from tools.check import failed_checks


def test_a_failed_check_is_named_and_what_it_said_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    says_no = [sys.executable, "-c", "import sys; print('because'); sys.exit(3)"]

    assert failed_checks({"first": says_no, "second": [sys.executable, "-c", ""]}) == ["first"]
    assert capsys.readouterr().out.splitlines() == ["FAILED first", "because", "", "ok     second"]

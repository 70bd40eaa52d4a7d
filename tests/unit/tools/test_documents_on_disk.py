"""Generated documents are compared with what the code says, to the letter and to the file."""

from pathlib import Path

import pytest

from tools.documents.on_disk import collected, differences, write

DOCUMENTS = {"docs/generated/events.md": "one\n", "services/intake/README.md": "two\n"}


def test_what_was_just_written_does_not_differ(tmp_path: Path) -> None:
    assert len(write(DOCUMENTS, tmp_path)) == 2

    assert differences(DOCUMENTS, tmp_path) == []


def test_a_document_that_was_never_written_is_missed(tmp_path: Path) -> None:
    assert "docs/generated/events.md is missing" in differences(DOCUMENTS, tmp_path)


def test_an_edit_by_hand_is_found(tmp_path: Path) -> None:
    write(DOCUMENTS, tmp_path)
    (tmp_path / "services/intake/README.md").write_text("two \n", encoding="utf-8")

    assert differences(DOCUMENTS, tmp_path) == ["services/intake/README.md is not what the code says"]


def test_a_document_that_nobody_generates_any_more_is_left_over_and_removed(tmp_path: Path) -> None:
    write({**DOCUMENTS, "docs/generated/old.md": ""}, tmp_path)

    assert differences(DOCUMENTS, tmp_path) == ["docs/generated/old.md is left over"]

    write(DOCUMENTS, tmp_path)
    assert differences(DOCUMENTS, tmp_path) == []


def test_two_generators_may_not_claim_one_path() -> None:
    with pytest.raises(ValueError, match=r"generated twice: docs/generated/events\.md"):
        collected([lambda: DOCUMENTS, lambda: DOCUMENTS])

"""Kafka's jars are used only when they are those of the lock; every other case ends in a sentence that helps."""

import errno
import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from shared.embedded_kafka.jars import Fetch, Jar, JarsRefused, fetched_jars, locked_jars

CONTENT = b"the right bytes"
JAR = Jar(
    group="org.example", name="broker", version="1.0", bytes=len(CONTENT), sha256=hashlib.sha256(CONTENT).hexdigest()
)


def place(folder: Path) -> Path:
    return folder / "org" / "example" / "broker" / "1.0" / "broker-1.0.jar"


def sending(*answers: bytes) -> Fetch:
    """A repository that gives these answers, one after the other; as jgo, it trusts what lies there."""
    left: Iterator[bytes] = iter(answers)

    def fetch(_: Jar, folder: Path) -> Path:
        path = place(folder)
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(next(left))
        return path

    return fetch


def fetched(folder: Path, fetch: Fetch) -> bytes:
    [path] = fetched_jars(folder, [JAR], fetch, lambda _: None)
    return path.read_bytes()


def test_a_jar_that_is_there_and_right_needs_no_network(tmp_path: Path) -> None:
    assert fetched(tmp_path, sending(CONTENT)) == CONTENT
    assert fetched(tmp_path, sending()) == CONTENT


@pytest.mark.parametrize("wrong", [b"the wrong bytes", CONTENT[:-3], b""], ids=["tampered", "cut", "empty"])
def test_a_wrong_jar_on_disk_is_removed_and_fetched_once_more(tmp_path: Path, wrong: bytes) -> None:
    place(tmp_path).parent.mkdir(parents=True)
    place(tmp_path).write_bytes(wrong)
    assert fetched(tmp_path, sending(CONTENT)) == CONTENT


def test_a_jar_that_arrives_cut_is_fetched_once_more(tmp_path: Path) -> None:
    assert fetched(tmp_path, sending(CONTENT[:-3], CONTENT)) == CONTENT


def test_a_repository_that_sends_other_bytes_is_refused_and_nothing_of_it_stays(tmp_path: Path) -> None:
    with pytest.raises(JarsRefused, match=r"org\.example:broker:1\.0 is not the file that was locked"):
        fetched(tmp_path, sending(b"evil", b"evil", CONTENT))
    assert not place(tmp_path).exists()


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (ConnectionRefusedError(errno.ECONNREFUSED, "refused"), r"The download of .* was refused.*MAVEN_REPOSITORY"),
        (RuntimeError("not found"), r"The download of .* was refused"),
        (OSError(errno.ENOSPC, "no space"), r"The disk is full"),
    ],
)
def test_what_stops_a_download_is_said_in_words_that_help(tmp_path: Path, error: Exception, words: str) -> None:
    def fail(_: Jar, __: Path) -> Path:
        raise error

    with pytest.raises(JarsRefused) as refused:
        fetched(tmp_path, fail)
    assert re.search(words, str(refused.value), re.DOTALL)


def test_the_first_download_shows_how_far_it_is(tmp_path: Path) -> None:
    told: list[str] = []
    fetched_jars(tmp_path, [JAR], sending(CONTENT), told.append)
    fetched_jars(tmp_path, [JAR], sending(), told.append)
    assert told == ["Downloading Apache Kafka: jar 1 of 1, 0 of 0 MB …"]


def test_the_committed_lock_pins_every_jar_of_the_broker() -> None:
    jars = locked_jars()
    assert {"kafka_2.13", "kafka-clients", "log4j-slf4j-impl"} <= {jar.name for jar in jars}
    assert all(re.fullmatch(r"[0-9a-f]{64}", jar.sha256) and jar.bytes > 0 for jar in jars)

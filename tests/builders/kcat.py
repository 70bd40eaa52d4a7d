"""kcat for tests: the machine's own, or Debian's package unpacked into the data folder, without any rights."""

import shutil
import subprocess
from pathlib import Path

import confluent_kafka

FOLDER = Path(__file__).resolve().parents[2] / "data" / "kcat"
"""Kept there, so that it is fetched once."""
_FETCH_SECONDS = 120


def kcat_settings() -> dict[str, str]:
    """Environment variables with which a shell finds `kcat`, and kcat a librdkafka that Kafka 4 lets in.

    Raises FileNotFoundError where kcat is not installed and there is no apt to fetch it with.
    """
    installed = shutil.which("kcat")
    root = FOLDER / "root"
    if installed is None and not root.exists():
        _unpack(root)
    program = root / "usr" / "bin" / "kcat" if installed is None else Path(installed)
    libraries = (_newer_librdkafka(), _wheel_libraries(), *(root / "usr" / "lib").glob("*-linux-*"))
    return {"PATH": f"{program.parent}:/usr/bin:/bin", "LD_LIBRARY_PATH": ":".join(map(str, libraries))}


def _wheel_libraries() -> Path:
    return Path(confluent_kafka.__file__).parents[1] / "confluent_kafka.libs"


def _newer_librdkafka() -> Path:
    """The library inside the wheel of confluent-kafka, under the name that kcat asks for.

    Debian 12 has 2.0.2, which repeats its nonce in a SCRAM handshake; brokers of Kafka 4 refuse that.
    """
    folder = FOLDER / "newer"
    folder.mkdir(parents=True, exist_ok=True)
    link = folder / "librdkafka.so.1"
    link.unlink(missing_ok=True)
    link.symlink_to(next(_wheel_libraries().glob("librdkafka-*")))
    return folder


def _unpack(into: Path) -> None:
    """What the machine lacks of kcat and its libraries; apt's own lists and locks are left alone."""
    if shutil.which("apt-get") is None:
        raise FileNotFoundError(
            "the test of the partners' page needs kcat, and there is no apt to fetch it: install it"
        )
    lists, cache = FOLDER / "lists", FOLDER / "cache"
    (lists / "partial").mkdir(parents=True, exist_ok=True)
    (cache / "archives" / "partial").mkdir(parents=True, exist_ok=True)
    options = (f"Dir::State::lists={lists}", f"Dir::Cache={cache}", "Debug::NoLocking=1", "APT::Sandbox::User=root")
    apt = ["apt-get", "-qq", *(part for option in options for part in ("-o", option))]
    _run([*apt, "update"])
    _run([*apt, "--download-only", "--no-install-recommends", "--yes", "install", "kcat"])
    half = into.with_suffix(".half")
    shutil.rmtree(half, ignore_errors=True)
    for package in sorted((cache / "archives").glob("*.deb")):
        _run(["dpkg-deb", "-x", str(package), str(half)])
    half.rename(into)


def _run(command: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=_FETCH_SECONDS)
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(command)}: {done.stderr.strip()}")

"""Which steps of a replay are done, on disk: an interrupted replay goes on where it stopped."""

from collections.abc import Iterable
from pathlib import Path

from services.cli.replay.course import Step


class Journal:
    """A line for each finished step; a step that was done but not noted is done again under its key, to no effect."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._done = set(path.read_text(encoding="utf-8").split("\n")[:-1]) if path.exists() else set()
        self._file = path.open("a", encoding="utf-8")

    def is_done(self, step: Step) -> bool:
        """Whether this step was finished in this or an earlier run."""
        return _line(step) in self._done

    @property
    def has_begun(self) -> bool:
        """Whether anything was finished in this or an earlier run."""
        return bool(self._done)

    def note(self, steps: Iterable[Step]) -> None:
        """These are finished; the lines are with the operating system when this returns."""
        lines = [_line(step) for step in steps]
        self._done.update(lines)
        self._file.write("".join(f"{line}\n" for line in lines))
        self._file.flush()

    def close(self) -> None:
        """End the file."""
        self._file.close()


def _line(step: Step) -> str:
    return f"{step.call.number} {step.name}"

"""What the hand-written documents and every tracked file must, and must not, say."""

import re
import subprocess
from pathlib import Path

from tests.architecture.rules.tree import entries, files, shown

COMMANDS = ("make up", "make test")
# Spelled so that no pattern finds itself: this file is tracked too.
_HOSTS = r"pypi\.org|pythonhosted\.org|npmjs\.(org|com)|repo1?\.maven\.|maven\.apache\.org|artifac[t]ory|goproxy\."
_MACHINE = r"(?<![\w.}*$-])/(work|root|Users|home/(?!app\b)\w+)/"
_FORBIDDEN = re.compile(rf"(?P<host>{_HOSTS})|(?P<machine>{_MACHINE})")
_LARGEST_BYTES = 3_000_000


def readme_without_commands(root: Path) -> list[str]:
    """The two commands stand in the README, each on a line of its own."""
    readme = root / "README.md"
    text = readme.read_text(encoding="utf-8") if readme.exists() else ""
    lines = {line.split("#")[0].strip() for line in text.splitlines()}
    return [f"README.md does not show `{command}`" for command in COMMANDS if command not in lines]


def decisions_without_a_check(root: Path) -> list[str]:
    """Each decision has its context, its price and the check that enforces it; the files it names exist."""
    offences = []
    for path in files(root, ".md", under=("docs/adr",)):
        text = path.read_text(encoding="utf-8")
        for heading in ("## Context", "## Decision", "## Price", "## The check"):
            if f"\n{heading}\n" not in text:
                offences.append(f"{shown(path, root)} has no '{heading}'")
        named = re.findall(
            r"`((?:tests|tools|shared|services)/[\w/]+\.(?:py|sh|toml))`", text.partition("## The check")[2]
        )
        offences += [
            f"{shown(path, root)} names {name}, which does not exist" for name in named if not (root / name).exists()
        ]
    return offences


def dead_links(root: Path) -> list[str]:
    """A link from a hand-written document leads to something that is there."""
    documents = [*root.glob("*.md"), *files(root, ".md", under=("docs", "services", "deploy"))]
    return [
        f"{shown(path, root)} links to {target}, which does not exist"
        for path in documents
        for target in re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)", path.read_text(encoding="utf-8"))
        if not (path.parent / target).exists()
    ]


def places_that_are_gone(root: Path) -> list[str]:
    """What the hand-written documents at the top call a file or folder of this repository is there."""
    return [
        f"{path.name} names {place}, which does not exist"
        for path in root.glob("*.md")
        for place in _places(path.read_text(encoding="utf-8"))
        if not (root / place).exists()
    ]


def _places(text: str) -> list[str]:
    """Paths in backticks, and the folders of the tree under "The repository"."""
    places = re.findall(r"`((?:tests|tools|shared|services|docs|deploy)/[\w/.-]+)`", text)
    tree = text.partition("## The repository")[2].partition("```\n")[2].partition("```")[0]
    above = ""
    for indent, folder in re.findall(r"^( *)([\w.]+/) ", tree, flags=re.MULTILINE):
        above = above if indent else folder
        places.append(above + folder if indent else folder)
    return places


def addresses_in_files(root: Path) -> list[str]:
    """No registry's host and no machine's path in anything that is tracked: both are settings of a machine."""
    return [
        f"{shown(path, root)}:{number} names {found.group()}"
        for path in _tracked(root)
        for number, line in enumerate(_text(path).splitlines(), start=1)
        if (found := _FORBIDDEN.search(line))
    ]


def _tracked(root: Path) -> list[Path]:
    if not (root / ".git").exists():
        return [
            path
            for path in root.rglob("*")
            if path.is_file() and set(path.relative_to(root).parts[:1]) <= set(entries(root))
        ]
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=root,
        capture_output=True,
        text=True,
        check=True,
    )
    return [path for name in listed.stdout.split("\0") if name and (path := root / name).is_file()]


def _text(path: Path) -> str:
    """Empty for what is no text, and for data files that nobody writes by hand."""
    if path.stat().st_size > _LARGEST_BYTES:
        return ""
    return path.read_bytes().decode("utf-8", errors="ignore")

"""Replaces the generated part of a document that is otherwise written by hand."""

BEGIN = "<!-- generated -->"
END = "<!-- /generated -->"


class MarkersMissing(ValueError):
    """A README does not say where its generated part goes."""


def with_generated_part(text: str, generated: str) -> str:
    """The text with what stands between the markers replaced; raises MarkersMissing."""
    before, begin, rest = text.partition(BEGIN)
    _old, end, after = rest.partition(END)
    if not begin or not end:
        raise MarkersMissing(f"a README needs a line {BEGIN} and below it a line {END}")
    return f"{before}{BEGIN}\n\n{generated}\n{END}{after}"

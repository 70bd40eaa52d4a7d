"""By what names and serial numbers are found: the same text in any width, case and spacing."""

import unicodedata


def name_key(name: str) -> str:
    """A name as it is searched: one width and case, letters and digits only."""
    folded = unicodedata.normalize("NFKC", name).casefold()
    return "".join(character for character in folded if character.isalnum())


def serial_key(serial: str) -> str:
    """A serial number as it is searched: capitals and digits; what separates them is a matter of the label."""
    folded = unicodedata.normalize("NFKC", serial).upper()
    return "".join(character for character in folded if character.isalnum())

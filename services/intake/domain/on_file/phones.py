"""Telephone numbers: every spelling of one number is stored in one form, and found by any other."""

import re
import unicodedata

import phonenumbers

from services.intake.domain.on_file.policy import Phones
from services.intake.domain.refusals import PhoneNotValid

_EXTENSION_WORDS = re.compile(r"(转|轉|分机|分機|;?ext[.=]?|[x#])+", re.IGNORECASE)
_HYPHENED_EXTENSION = re.compile(r"(?P<number>.*\d)\s*-\s*(?P<extension>\d{1,6})")


def phone_number(text: str, phones: Phones, *, field: str = "phone") -> str:
    """The one form of a number: `+862368797190`, and `;ext=801` behind it where there is an extension (RFC 3966).

    A number without a prefix is one of the city. Raises PhoneNotValid, which does not repeat the number.
    """
    found = _read(text, phones)
    if found is None:
        raise PhoneNotValid("this is not a number that can be dialled", clause=phones.clause, field=field)
    number = phonenumbers.format_number(found, phonenumbers.PhoneNumberFormat.E164)
    return f"{number};ext={found.extension}" if found.extension else number


def search_key(text: str, phones: Phones) -> str:
    """What a number is found by: its digits with the country's, without the extension; of no number, its digits."""
    found = _read(text, phones)
    if found is None:
        return "".join(character for character in unicodedata.normalize("NFKC", text) if character.isdigit())
    return key_of(phonenumbers.format_number(found, phonenumbers.PhoneNumberFormat.E164))


def key_of(number: str) -> str:
    """The search key of a number that is in the one form."""
    return number.partition(";")[0].lstrip("+")


def _read(text: str, phones: Phones) -> phonenumbers.PhoneNumber | None:
    """As it stands, as a number of this city, and with what follows its last hyphen as an extension."""
    plain = _EXTENSION_WORDS.sub(" ext. ", unicodedata.normalize("NFKC", text).replace("—", "-"))
    hyphened = _HYPHENED_EXTENSION.fullmatch(plain)
    spellings = [plain]
    if hyphened is not None:
        spellings.append(f"{hyphened['number']} ext. {hyphened['extension']}")
    for spelling in spellings:
        found = _valid(spelling, phones.country) or _local(spelling, phones)
        if found is not None:
            return found
    return None


def _local(text: str, phones: Phones) -> phonenumbers.PhoneNumber | None:
    number = re.sub(r"[\s()-]", "", text.partition("ext")[0])
    if not re.fullmatch(phones.local_number, number):
        return None
    return _valid(f"{phones.area_code}{text}", phones.country)


def _valid(text: str, country: str) -> phonenumbers.PhoneNumber | None:
    try:
        found = phonenumbers.parse(text, country)
    except phonenumbers.NumberParseException:
        return None
    return found if phonenumbers.is_valid_number(found) else None

"""Tax numbers 纳税人识别号: their check digits tell a slip of the pen before an invoice is issued.

18 characters: 统一社会信用代码, GB 32100-2015, or a natural person's identity number, GB 11643, with the check digits
that `python-stdnum` computes. Older ones: 15 are a division code of six digits and an organisation code with the check
digit of GB 11714; 17 and 20 are a resident's identity number of 15 or 18 and two digits.
"""

import re

from stdnum.cn import ric, uscc

from services.billing.domain.refusals import TaxNumberWrong

_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_CHARACTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_ELEVEN, _TEN = 11, 10
_ORGANISATION = re.compile(r"[0-9]{6}[0-9A-Z]{8}[0-9X]")
_OLD_RESIDENT = re.compile(r"[0-9]{17}")
_RESIDENT = re.compile(r"[0-9]{17}[0-9X][0-9]{2}")


def checked(text: str) -> str:
    """The number without spaces, in capitals; raises TaxNumberWrong."""
    number = text.replace(" ", "").upper()
    is_right = {15: _is_organisation, 17: _is_old_resident, 18: _is_of_18, 20: _is_resident}.get(len(number))
    if is_right is None or not is_right(number):
        raise TaxNumberWrong("its check digit does not fit: ask the customer again", field="tax_number")
    return number


def _is_of_18(number: str) -> bool:
    """Of an organisation, or a natural person's: the number of his identity card."""
    return number.isascii() and bool(uscc.is_valid(number) or ric.is_valid(number))


def _is_organisation(number: str) -> bool:
    """GB 11714: the check digit is 11 less the weighted sum modulo 11, X for ten and 0 for eleven."""
    if not _ORGANISATION.fullmatch(number):
        return False
    code = number[6:]
    weighted = sum(weight * _CHARACTERS.index(each) for weight, each in zip(_WEIGHTS, code[:8], strict=True))
    check = _ELEVEN - weighted % _ELEVEN
    return code[8] == ("X" if check == _TEN else str(check % _ELEVEN))


def _is_old_resident(number: str) -> bool:
    return bool(_OLD_RESIDENT.fullmatch(number))


def _is_resident(number: str) -> bool:
    return bool(_RESIDENT.fullmatch(number)) and bool(ric.is_valid(number[:18]))

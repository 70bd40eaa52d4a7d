"""Amounts in Chinese capitals 大写, as the central bank wants them on documents.

Rules and examples: 正确填写票据和结算凭证的基本规定, article 3. `cn2an` 0.5.24 was tried first: it leaves out the 零 of
107,000.53 (壹拾万柒仟元零伍角叁分) and of 1,680.32, so this is our own, with those examples as tests.
"""

from decimal import Decimal

from shared.money import Money

_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_IN_GROUP = ("", "拾", "佰", "仟")
_GROUPS = ("", "万", "亿")
_GROUP_SIZE = 10_000
_TEN = 10


def in_capitals(amount: Money) -> str:
    """`1680.32` as 壹仟陆佰捌拾元零叁角贰分; 整 after whole yuan only; 负 before a negative sum."""
    cents = int(abs(amount.amount) * Decimal(100))
    yuan, tenths, hundredths = cents // 100, cents // _TEN % _TEN, cents % _TEN
    sign = "负" if amount < Money.ZERO else ""
    whole = f"{_whole(yuan)}元" if yuan else ""
    if not tenths and not hundredths:
        return f"{sign}{whole or '零元'}整"
    gap = "零" if yuan and (not tenths or yuan % _TEN == 0) else ""
    parts = f"{_DIGITS[tenths]}角" if tenths else ""
    parts += f"{_DIGITS[hundredths]}分" if hundredths else ""
    return f"{sign}{whole}{gap}{parts}"


def _whole(number: int) -> str:
    """A whole number, four digits at a time; a gap of any number of zeros between digits is one 零."""
    text, place, is_gap_below = "", 0, False
    while number:
        number, group = divmod(number, _GROUP_SIZE)
        if group:
            text = f"{_group(group)}{_GROUPS[place]}{'零' if is_gap_below and text else ''}{text}"
        is_gap_below = group < _GROUP_SIZE // _TEN
        place += 1
    return text


def _group(number: int) -> str:
    text, is_gap = "", False
    for place, digit in enumerate(int(each) for each in reversed(str(number))):
        if digit:
            text = f"{_DIGITS[digit]}{_IN_GROUP[place]}{'零' if is_gap and text else ''}{text}"
        is_gap = not digit
    return text

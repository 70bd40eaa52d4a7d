"""Messages: quiet hours, tries, what is given up, and templates for every occasion in every language."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from services.followup.domain.message import (
    FailureReason,
    Message,
    News,
    Occasion,
    Recipient,
    TryOutcome,
    compose,
)
from services.followup.domain.states import MessageState
from services.followup.gateways.templates import languages, occasions_in, words_for
from shared.identifiers import new_id
from tests.builders.followup import POLICY, START

TO_CUSTOMER, TO_US = Recipient(customer_id=new_id()), Recipient(person_id=new_id())


def _message(occasion: Occasion, now: datetime = START, *, is_formal: bool = False) -> Message:
    to = TO_CUSTOMER if occasion in (Occasion.TICKET_RECEIVED, Occasion.TECHNICIAN_DEPARTED) else TO_US
    news = News(occasion=occasion, about=new_id(), facts={}, occurred_at=now, is_formal=is_formal)
    return compose((new_id(), "XX-1"), news, to, POLICY, now)


@pytest.mark.parametrize(
    ("occasion", "now", "sent_at"),
    [
        (Occasion.TICKET_RECEIVED, "12:59:59", "12:59:59"),  # 20:59:59 in Chongqing
        (Occasion.TICKET_RECEIVED, "13:00:00", "24:00:00"),  # 21:00, then 08:00 of the next day
        (Occasion.TICKET_RECEIVED, "16:30:00", "24:00:00"),  # 00:30 of the next day
        (Occasion.TECHNICIAN_DEPARTED, "16:30:00", "16:30:00"),
        (Occasion.DEADLINE_MISSED, "16:30:00", "16:30:00"),
    ],
)
def test_no_customer_is_written_to_in_quiet_hours(occasion: Occasion, now: str, sent_at: str) -> None:
    midnight = datetime(2026, 11, 23, tzinfo=UTC)

    def at(text: str) -> datetime:
        hours, minutes, seconds = (int(part) for part in text.split(":"))
        return midnight + timedelta(hours=hours, minutes=minutes, seconds=seconds)

    assert _message(occasion, at(now)).send_at == at(sent_at)


def test_pauses_between_tries_double_until_the_last_one() -> None:
    message, now, pauses = _message(Occasion.DEADLINE_MISSED), START, []
    while message.state is MessageState.WAITING:
        message, _ = message.begin(now=now).end(TryOutcome.REFUSED, POLICY, now=now)
        pauses.append((message.send_at - now).total_seconds())
        now = message.send_at
    assert pauses[:-1] == [30, 60, 120, 240, 480]
    assert (message.failure, len(message.tries)) == (FailureReason.OUT_OF_TRIES, 6)


@pytest.mark.parametrize(
    ("occasion", "state"),
    [(Occasion.TICKET_RECEIVED, MessageState.FAILED), (Occasion.DEADLINE_MISSED, MessageState.WAITING)],
)
def test_an_unknown_outcome_is_never_repeated_to_a_customer(occasion: Occasion, state: MessageState) -> None:
    message, _ = _message(occasion).begin(now=START).end(TryOutcome.UNKNOWN, POLICY, now=START)
    assert message.state is state


def test_news_grow_old_for_customers_but_notices_and_our_own_do_not() -> None:
    late = START + timedelta(hours=POLICY.messages.useless_after_hours)
    news = _message(Occasion.TICKET_RECEIVED)
    assert (news.is_too_late(late), news.is_too_late(late + timedelta(seconds=1))) == (False, True)
    assert not _message(Occasion.TICKET_RECEIVED, is_formal=True).is_too_late(START + timedelta(days=99))
    assert not _message(Occasion.DEADLINE_MISSED).is_too_late(START + timedelta(days=99))


def test_every_occasion_has_words_in_every_language_chinese_first() -> None:
    assert languages()[0] == "zh-CN"
    assert POLICY.messages.language in languages()
    for language in languages():
        assert occasions_in(language) == {occasion.value for occasion in Occasion}


@pytest.mark.parametrize("occasion", Occasion)
def test_the_languages_say_the_same_facts(occasion: Occasion) -> None:
    marked = {name: f"<{name}>" for name in ("number", "customer", "technician", "due", "amount", "clause", "score")}
    said = [set(re.findall(r"<\w+>", words_for(occasion, language, marked).body)) for language in languages()]
    assert said[0] == said[1]


def test_a_fact_that_is_not_known_is_left_out_and_markup_is_inert() -> None:
    words = words_for("ticket_received", "en", {"customer": "{number} <b>", "number": "SH1"})
    assert words.body.startswith("{number} <b>, your report SH1")
    assert words_for("ticket_received", "en", {}).body.startswith(", your report")

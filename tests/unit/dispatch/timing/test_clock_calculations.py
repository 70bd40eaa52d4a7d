"""`POST /clock-calculations` against a second arithmetic: one that walks minute by minute and knows no intervals."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.dispatch.routes.calculations import Calculate
from shared.errors import Refused
from shared.web.answer import ReckoningView
from shared.web.input.body import BodyReader

MINUTE = timedelta(minutes=1)
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
ZONES = ("Asia/Shanghai", "UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu")
# Clock changes lie between 00:30 and 04:00: which of two equal local times opens a window is tried elsewhere.
EDGES = ["00:00", *(f"{hour:02}:{minute:02}" for hour in range(4, 24) for minute in (0, 30)), "24:00"]
LONGEST_DAYS = 40
READER = BodyReader(Calculate)
Json = dict[str, Any]
some = settings(max_examples=60)


def answer(asked: Json) -> Json:
    """What our service says, with the body read and the view written as over HTTP."""
    reckoning = READER.parse(orjson.dumps(asked)).calculation().reckon()
    shown: Json = orjson.loads(ReckoningView.of(reckoning).model_dump_json())
    return shown


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def windows_of(asked: Json, day: date) -> list[list[str]]:
    calendar = asked["calendar"]
    if day.isoformat() in calendar["extra_work_days"]:
        return list(calendar["extra_work_days"][day.isoformat()])
    if day.isoformat() in calendar["closed_days"]:
        return []
    return list(calendar["week"].get(DAYS[day.weekday()], []))


def is_open(asked: Json, at: datetime) -> bool:
    local = at.astimezone(ZoneInfo(asked["calendar"]["zone"]))
    time_of_day = local.strftime("%H:%M")
    return any(opens <= time_of_day < closes for opens, closes in windows_of(asked, local.date()))


def is_paused(asked: Json, at: datetime) -> bool:
    return any(instant(pause["from"]) <= at < instant(pause["until"]) for pause in asked["pauses"])


def minutes_from(at: datetime) -> list[datetime]:
    return [at + number * MINUTE for number in range(LONGEST_DAYS * 24 * 60)]


@st.composite
def window_lists(draw: st.DrawFn, least: int = 0) -> list[list[str]]:
    edges = sorted(draw(st.sets(st.sampled_from(EDGES), min_size=2 * least, max_size=6)))
    edges = edges[: len(edges) // 2 * 2]
    return draw(st.permutations([[opens, closes] for opens, closes in zip(edges[::2], edges[1::2], strict=True)]))


# Around a year's end, and around the clock changes of both halves of the earth.
starts = st.sampled_from([datetime(2026, 12, 20), datetime(2026, 3, 1), datetime(2026, 10, 1)]).flatmap(  # noqa: DTZ001
    lambda first: st.integers(0, 35 * 24 * 60).map(lambda minutes: first.replace(tzinfo=UTC) + minutes * MINUTE)
)


@st.composite
def questions(draw: st.DrawFn) -> Json:
    """A start with a calendar that is open on every other day at least, and pauses that may overlap."""
    start = draw(starts)
    near = st.integers(-3, 20).map(lambda days: (start.date() + timedelta(days=days)).isoformat())
    week = {day: draw(window_lists()) for day in DAYS} | {day: draw(window_lists(least=1)) for day in DAYS[::2]}
    pauses = [
        (start + minutes * MINUTE, length * MINUTE)
        for minutes, length in draw(st.lists(st.tuples(st.integers(-600, 9000), st.integers(0, 3000)), max_size=3))
    ]
    return {
        "start": start.isoformat(),
        "calendar": {
            "zone": draw(st.sampled_from(ZONES)),
            "week": week,
            "closed_days": draw(st.lists(near, max_size=4)),
            "extra_work_days": draw(st.dictionaries(near, window_lists(), max_size=3)),
        },
        "pauses": [{"from": at.isoformat(), "until": (at + length).isoformat()} for at, length in pauses],
    }


@some
@given(questions(), st.integers(1, 600))
def test_minutes_are_due_when_a_clock_that_ticks_only_in_open_unpaused_minutes_has_ticked_so_often(
    question: Json, minutes: int
) -> None:
    left, paused, due_at = minutes, 0, None
    for at in minutes_from(instant(question["start"])):
        if is_open(question, at):
            paused += is_paused(question, at)
            left -= not is_paused(question, at)
        if left == 0:
            due_at = at + MINUTE
            break

    if due_at is not None:
        found = answer({**question, "amount": {"value": minutes, "unit": "minute"}})
        assert (instant(found["due_at"]), found["paused_seconds"]) == (due_at, paused * 60)
        assert found["counted_seconds"] == minutes * 60


@some
@given(questions(), st.integers(0, 9000))
def test_what_counts_until_an_end_is_every_open_unpaused_minute(question: Json, minutes: int) -> None:
    start = instant(question["start"])
    open_ones = [at for at in minutes_from(start)[:minutes] if is_open(question, at)]

    found = answer({**question, "end": (start + minutes * MINUTE).isoformat()})

    assert found["counted_seconds"] == 60 * sum(not is_paused(question, at) for at in open_ones)
    assert found["paused_seconds"] == 60 * sum(is_paused(question, at) for at in open_ones)
    told = [(instant(each["from"]), instant(each["until"])) for each in found["intervals"] if each["counted"]]
    assert all(is_open(question, from_) and not is_paused(question, from_) for from_, _ in told)


@some
@given(questions(), st.integers(0, 8))
def test_days_are_due_so_many_open_dates_later_at_the_same_time_of_day(question: Json, days: int) -> None:
    question = {**question, "pauses": []}
    begins = next(at for at in minutes_from(instant(question["start"])) if is_open(question, at))
    local = begins.astimezone(ZoneInfo(question["calendar"]["zone"]))
    day, time_of_day = local.date(), local.strftime("%H:%M")
    for _ in range(days):
        day = next(date.fromordinal(later) for later in range(day.toordinal() + 1, day.toordinal() + 60)
                   if windows_of(question, date.fromordinal(later)))  # fmt: skip
    here = sorted(windows_of(question, day))
    held = [time_of_day for opens, closes in here if opens <= time_of_day <= closes]
    later_openings = [opens for opens, _ in here if opens > time_of_day]
    expected = [*held, *later_openings, here[-1][1]][0]

    found = instant(answer({**question, "amount": {"value": days, "unit": "day"}})["due_at"]).astimezone(local.tzinfo)

    midnight = expected == "24:00"
    assert (found.date() - timedelta(days=midnight), "24:00" if midnight else f"{found:%H:%M}") == (day, expected)


OFFICE = {day: [["08:30", "12:00"], ["13:30", "18:00"]] for day in DAYS[:5]}
SHANGHAI: Json = {"zone": "Asia/Shanghai", "week": OFFICE}
BY_HAND = [
    # start                         amount         further calendar                                   due
    ("2026-11-20T17:00:00+08:00", (1, "hour"), {}, "2026-11-20T18:00:00+08:00"),  # closing time, not Monday
    ("2026-11-20T17:00:00+08:00", (61, "minute"), {}, "2026-11-23T08:31:00+08:00"),
    ("2026-11-20T12:30:00+08:00", (1, "second"), {}, "2026-11-20T13:30:01+08:00"),
    ("2026-11-21T10:00:00+08:00", (1, "day"), {}, "2026-11-24T08:30:00+08:00"),  # rolls to Monday, then a day
    ("2026-11-20T11:00:00+08:00", (1, "week"), {}, "2026-11-27T11:00:00+08:00"),
    ("2026-12-31T17:00:00+08:00", (2, "hour"), {"closed_days": ["2027-01-01"]}, "2027-01-04T09:30:00+08:00"),
    (
        "2026-11-20T17:30:00+08:00",
        (1, "hour"),
        {"extra_work_days": {"2026-11-21": [["22:00", "24:00"]]}},
        "2026-11-21T22:30:00+08:00",
    ),
    (
        "2026-11-21T23:00:00+08:00",
        (1, "hour"),
        {"extra_work_days": {"2026-11-21": [["22:00", "24:00"]]}},
        "2026-11-22T00:00:00+08:00",
    ),
    (
        "2026-11-19T17:30:00+08:00",
        (1, "hour"),
        {"extra_work_days": {"2026-11-20": [["15:00", "16:00"]]}},  # it replaces that date's own windows
        "2026-11-20T15:30:00+08:00",
    ),
]


@pytest.mark.parametrize(("start", "amount", "calendar", "due_at"), BY_HAND)
def test_times_that_anybody_can_work_out_by_hand(
    start: str, amount: tuple[int, str], calendar: Json, due_at: str
) -> None:
    asked = {"start": start, "amount": {"value": amount[0], "unit": amount[1]}, "calendar": {**SHANGHAI, **calendar}}
    assert instant(answer(asked)["due_at"]) == instant(due_at)


HOUR: Json = {"start": "2026-11-20T17:00:00+08:00", "amount": {"value": 1, "unit": "hour"}}
WRONG = [
    # what is wrong                                                                             field that is named
    ({"calendar": {**SHANGHAI, "week": {}}}, "week"),
    ({"calendar": {**SHANGHAI, "week": {}, "extra_work_days": {"2020-01-01": [["08:00", "09:00"]]}}}, "calendar"),
    ({"calendar": {**SHANGHAI, "week": {"mon": [["18:00", "08:00"]]}}}, "week.mon"),
    ({"calendar": {**SHANGHAI, "week": {"mon": [["08:00", "10:00"], ["09:00", "11:00"]]}}}, "week.mon"),
    ({"calendar": {**SHANGHAI, "week": {"mon": [["24:00", "24:00"]]}}}, "week.mon"),
    ({"calendar": {**SHANGHAI, "extra_work_days": {"2026-11-21": [["9:00", "10:00"]]}}}, "calendar.extra_work_days"),
    ({"calendar": {**SHANGHAI, "zone": "Mars/Olympus"}}, "zone"),
    ({"calendar": {**SHANGHAI, "zone": "localtime"}}, "zone"),
    ({"calendar": {**SHANGHAI, "closed_days": ["2026-02-30"]}}, "calendar.closed_days"),
    ({"calendar": {**SHANGHAI, "holidays": []}}, "calendar.holidays"),
    ({"amount": {"value": True, "unit": "hour"}}, "amount.value"),
    ({"amount": {"value": 1.0, "unit": "hour"}}, "amount.value"),
    ({"amount": {"value": -1, "unit": "hour"}}, "amount.value"),
    ({"amount": {"value": 1, "unit": "month"}}, "amount.unit"),
    ({"amount": {"value": 2_000_000_000, "unit": "week"}}, "amount"),
    ({"amount": {"value": 400_000, "unit": "hour"}, "calendar": SHANGHAI}, "amount"),
    ({"start": "2026-11-20T17:00:00"}, "start"),
    ({"start": "9999-12-31T23:59:00Z"}, "start"),
    ({"end": "2026-11-20T18:00:00+08:00"}, "amount"),
    ({"pauses": [{"from": "2026-11-20T18:00:00Z", "until": "2026-11-20T17:00:00Z"}]}, "pauses"),
    ({"pauses": [{"from": "2026-11-20T18:00:00Z"}]}, "pauses.0.until"),
]  # fmt: skip


@pytest.mark.parametrize(("change", "field"), WRONG)
def test_a_question_without_an_answer_is_refused_with_the_field_that_is_wrong(change: Json, field: str) -> None:
    with pytest.raises(Refused) as refused:
        answer({**HOUR, **change})
    assert (refused.value.field or "").startswith(field)

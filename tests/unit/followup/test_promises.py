"""Today's promises of follow-up, clause by clause, as a table a business person can check."""

from tests.builders.followup import POLICY


def test_todays_promises_clause_by_clause() -> None:
    promises = {
        ("5.12", "hours until the call-back"): POLICY.call_back.within_hours,
        ("5.12", "attempts before giving up"): POLICY.call_back.attempts,
        ("5.12", "days they are spread over"): POLICY.call_back.on_days,
        ("5.12", "best score"): POLICY.satisfaction.highest,
        ("5.12", "scores that a person looks at, up to"): POLICY.satisfaction.low_until,
        ("5.13", "months before the end"): POLICY.expiry_notice.months_before,
        ("5.14", "quiet months"): POLICY.care_call.quiet_months,
        ("5.14", "working days between attempts"): POLICY.care_call.pause_working_days,
        ("6.4", "hours until the customer knows"): POLICY.item_ready.within_hours,
        ("8.3", "hours at a level"): POLICY.complaints.hours_at_a_level,
        ("8.3", "hours at a level when urgent"): POLICY.complaints.hours_if_urgent,
    }
    assert promises == {
        ("5.12", "hours until the call-back"): 48,
        ("5.12", "attempts before giving up"): 3,
        ("5.12", "days they are spread over"): 2,
        ("5.12", "best score"): 5,
        ("5.12", "scores that a person looks at, up to"): 2,
        ("5.13", "months before the end"): 1,
        ("5.14", "quiet months"): 3,
        ("5.14", "working days between attempts"): 3,
        ("6.4", "hours until the customer knows"): 2,
        ("8.3", "hours at a level"): 24,
        ("8.3", "hours at a level when urgent"): 2,
    }

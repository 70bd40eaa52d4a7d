"""What operators watch: how far the backbone of one service is behind, and who holds its leases."""

from shared.clock import Clock
from shared.database import Database
from shared.messaging.kafka.relay import RELAY

_AGES = """
    SELECT
        (SELECT coalesce(extract(epoch FROM $1 - min(at)), 0) FROM (
            SELECT at FROM event WHERE position IS NULL ORDER BY seq LIMIT 1) AS oldest) AS unsequenced,
        (SELECT count(*) FROM parked WHERE code <> 'behind_another') AS parked_lanes,
        (SELECT count(*) FROM parked) AS parked_events,
        (SELECT coalesce(extract(epoch FROM clock_timestamp() - min(parked_at)), 0) FROM parked) AS parked_age,
        (SELECT count(*) FROM timer WHERE tries > 0) AS timers_failing,
        (SELECT coalesce(max(extract(epoch FROM $1 - t.due_at)), 0) FROM generate_series(1, 9) AS u(urgency), LATERAL (
            SELECT due_at FROM timer WHERE timer.urgency = u.urgency AND tries = 0 ORDER BY due_at LIMIT 1) AS t
        ) AS lateness,
        coalesce((SELECT last FROM lease WHERE name = 'sequencer'), 0) AS position
"""
_LEASES = "SELECT name, epoch, expires_at > clock_timestamp() AS is_held FROM lease WHERE epoch > 0"
_CURSORS = "SELECT consumer, source, position FROM consumer_cursor"
_RELAY = """
    SELECT sequencer.last - shipped.position AS events, coalesce(extract(epoch FROM $2 - (
        SELECT at FROM event WHERE event.position > shipped.position ORDER BY event.position LIMIT 1)), 0) AS seconds
    FROM lease AS relay, lease AS sequencer, LATERAL (
        SELECT coalesce(max(position), 0) AS position FROM consumer_cursor WHERE consumer = $1) AS shipped
    WHERE relay.name = $1 AND relay.epoch > 0 AND sequencer.name = 'sequencer'
"""


async def readings(database: Database, clock: Clock) -> dict[str, float]:
    """Values by name, with labels as Prometheus writes them; ages in seconds.

    `unsequenced_age_seconds` is the best single health number: it grows as soon as anything in the way to the feed
    stands still. Lag per source needs both sides: `consumer_position` here beside `feed_position` there.
    """
    ages = await database.row(_AGES, clock.now())
    assert ages is not None
    found = {
        "unsequenced_age_seconds": max(0.0, float(ages["unsequenced"])),
        "feed_position": float(ages["position"]),
        "parked_lanes": float(ages["parked_lanes"]),
        "parked_events": float(ages["parked_events"]),
        "parked_oldest_seconds": float(ages["parked_age"]),
        "timer_lateness_seconds": max(0.0, float(ages["lateness"])),
        "timers_failing": float(ages["timers_failing"]),
    }
    for lease in await database.rows(_LEASES):
        found[f'lease_held{{lease="{lease["name"]}"}}'] = float(lease["is_held"])
        found[f'lease_epoch{{lease="{lease["name"]}"}}'] = float(lease["epoch"])
    for cursor in await database.rows(_CURSORS):
        labels = f'consumer="{cursor["consumer"]}",source="{cursor["source"]}"'
        found[f"consumer_position{{{labels}}}"] = float(cursor["position"])
    for relay in await database.rows(_RELAY, RELAY, clock.now()):
        found |= {"relay_lag_events": float(relay["events"]), "relay_lag_seconds": max(0.0, float(relay["seconds"]))}
    return found

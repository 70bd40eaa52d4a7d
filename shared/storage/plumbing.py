"""The tables that every service has beside its own: events, inbox, timers, audit trail and what they need."""

from shared.storage.shapes import shape

EVENT = shape(
    "event",
    {
        "id": "uuid",
        "at": "timestamptz",
        "happened_at": "timestamptz",
        "type": "text",
        "topic": "text",
        "aggregate_id": "text",
        "aggregate_version": "integer",
        "ordinal": "integer",
        "ticket_id": "uuid",
        "origin": "text",
        "actor_role": "text",
        "actor_id": "text",
        "traceparent": "text",
        "data": "json",
    },
    key=("id", "at"),
)
INBOX = shape(
    "inbox",
    {"consumer": "text", "event_id": "uuid", "event_at": "timestamptz"},
    key=("consumer", "event_id", "event_at"),
)
TIMER = shape(
    "timer",
    {"id": "uuid", "due_at": "timestamptz", "kind": "text", "subject": "text", "urgency": "integer"},
    key=("id",),
)
IDEMPOTENCY = shape(
    "idempotency",
    {
        "caller": "text",
        "operation": "text",
        "key": "text",
        "fingerprint": "text",
        "status": "integer",
        "headers": "json",
        "body": "bytea",
        "about": "text",
        "at": "timestamptz",
    },
    key=("caller", "operation", "key"),
)
AUDIT = shape(
    "audit",
    {
        "id": "uuid",
        "at": "timestamptz",
        "actor_role": "text",
        "actor_id": "text",
        "action": "text",
        "thing": "text",
        "thing_id": "text",
        "version": "integer",
        "before": "json",
        "after": "json",
        "reason_hash": "text",
        "traceparent": "text",
    },
    key=("id",),
)
AUDIT_REASON = shape(
    "audit_reason", {"audit_id": "uuid", "about": "text", "salt": "text", "reason": "text"}, key=("audit_id",)
)
"""Why a person did something, in his own words: beside the trail, which holds only a salted hash of them."""
PARKED = shape("parked", {"number": "bigint", "retry_at": "timestamptz", "version": "integer"}, key=("number",))
"""What an operator changes of a parked event; parking itself is a statement of the consumer."""

PARTITIONED_BY_DAY = {"event": "at", "inbox": "event_at"}
"""Tables that grow for ever, each with the time that decides a row's partition."""

TABLES = [
    "event",
    "inbox",
    "timer",
    "idempotency",
    "audit",
    "audit_reason",
    "audit_seal",
    "lease",
    "feed_identity",
    "consumer_cursor",
    "parked",
    "number_block",
]

FIRST_MIGRATION: tuple[str, ...] = (
    "CREATE SEQUENCE event_seq",
    """
    CREATE TABLE event (
        seq bigint NOT NULL DEFAULT nextval('event_seq'),
        id uuid NOT NULL,
        at timestamptz NOT NULL,
        happened_at timestamptz NOT NULL,
        type text NOT NULL,
        topic text NOT NULL,
        aggregate_id text NOT NULL,
        aggregate_version integer NOT NULL,
        ordinal integer NOT NULL,
        ticket_id uuid,
        origin text,
        actor_role text NOT NULL,
        actor_id text NOT NULL,
        traceparent text,
        data json,
        position bigint,
        PRIMARY KEY (id, at)
    ) PARTITION BY RANGE (at)
    """,
    "CREATE TABLE event_default PARTITION OF event DEFAULT",
    "CREATE INDEX event_unsequenced ON event (seq) WHERE position IS NULL",
    "CREATE INDEX event_position ON event (position)",
    "CREATE INDEX event_ticket ON event (ticket_id, position) WHERE ticket_id IS NOT NULL",
    "CREATE INDEX event_aggregate ON event (aggregate_id, position)",
    """
    CREATE TABLE inbox (
        consumer text NOT NULL,
        event_id uuid NOT NULL,
        event_at timestamptz NOT NULL,
        PRIMARY KEY (consumer, event_id, event_at)
    ) PARTITION BY RANGE (event_at)
    """,
    "CREATE TABLE inbox_default PARTITION OF inbox DEFAULT",
    """
    CREATE TABLE timer (
        id uuid PRIMARY KEY,
        due_at timestamptz NOT NULL,
        kind text NOT NULL,
        subject text NOT NULL,
        urgency integer NOT NULL,
        tries integer NOT NULL DEFAULT 0,
        claimed_by text,
        claimed_until timestamptz,
        CONSTRAINT timer_urgency CHECK (urgency BETWEEN 1 AND 9)
    ) WITH (fillfactor = 70)
    """,
    "CREATE INDEX timer_due ON timer (urgency, due_at)",
    """
    CREATE TABLE idempotency (
        caller text NOT NULL,
        operation text NOT NULL,
        key text NOT NULL,
        fingerprint text NOT NULL,
        status integer NOT NULL,
        headers json NOT NULL,
        body bytea NOT NULL,
        about text NOT NULL,
        at timestamptz NOT NULL,
        PRIMARY KEY (caller, operation, key)
    )
    """,
    "CREATE INDEX idempotency_at ON idempotency (at)",
    "CREATE SEQUENCE audit_seq",
    """
    CREATE TABLE audit (
        seq bigint NOT NULL DEFAULT nextval('audit_seq'),
        id uuid PRIMARY KEY,
        at timestamptz NOT NULL,
        actor_role text NOT NULL,
        actor_id text NOT NULL,
        action text NOT NULL,
        thing text NOT NULL,
        thing_id text NOT NULL,
        version integer NOT NULL,
        before json,
        after json,
        reason_hash text,
        traceparent text
    )
    """,
    "CREATE INDEX audit_thing ON audit (thing_id, version)",
    "CREATE INDEX audit_order ON audit (seq)",
    """
    CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'the audit trail is append-only'; END $$
    """,
    """
    CREATE TRIGGER audit_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
    """,
    """
    CREATE TABLE audit_reason (
        audit_id uuid PRIMARY KEY,
        about text NOT NULL,
        salt text NOT NULL,
        reason text NOT NULL
    )
    """,
    """
    CREATE TABLE audit_seal (
        number bigint PRIMARY KEY,
        audit_id uuid NOT NULL UNIQUE,
        hash bytea NOT NULL
    )
    """,
    """
    CREATE TABLE lease (
        name text PRIMARY KEY,
        holder text,
        epoch bigint NOT NULL DEFAULT 0,
        expires_at timestamptz NOT NULL DEFAULT '-infinity',
        last bigint NOT NULL DEFAULT 0
    )
    """,
    """
    CREATE TABLE feed_identity (
        epoch uuid PRIMARY KEY,
        since timestamptz NOT NULL DEFAULT now(),
        dropped_through bigint NOT NULL DEFAULT 0
    )
    """,
    "INSERT INTO feed_identity (epoch) VALUES (gen_random_uuid())",
    """
    CREATE TABLE consumer_cursor (
        consumer text NOT NULL,
        source text NOT NULL,
        epoch uuid NOT NULL,
        position bigint NOT NULL,
        PRIMARY KEY (consumer, source)
    )
    """,
    """
    CREATE TABLE parked (
        number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        consumer text NOT NULL,
        lane text NOT NULL,
        event_id uuid NOT NULL,
        type text NOT NULL,
        envelope json NOT NULL,
        code text NOT NULL,
        cause text NOT NULL,
        tries integer NOT NULL,
        parked_at timestamptz NOT NULL,
        retry_at timestamptz,
        version integer NOT NULL DEFAULT 1,
        UNIQUE (consumer, event_id)
    )
    """,
    "CREATE INDEX parked_lane ON parked (consumer, lane, number)",
    "CREATE INDEX parked_retry ON parked (retry_at) WHERE retry_at IS NOT NULL",
    """
    CREATE TABLE number_block (
        prefix text NOT NULL,
        day date NOT NULL,
        next integer NOT NULL,
        PRIMARY KEY (prefix, day)
    )
    """,
)
"""What the first migration of every service runs before its own tables; never edited once released."""

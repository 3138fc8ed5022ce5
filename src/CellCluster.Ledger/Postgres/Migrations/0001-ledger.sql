-- The ledger (docs/formats/ledger.md). Applied with the cluster's schema as search path; a released migration is never edited.

-- Whose database this is: one row.
CREATE TABLE cluster (
    is_the_one boolean PRIMARY KEY DEFAULT true CHECK (is_the_one),
    cluster_id text NOT NULL,
    claimed_at timestamptz NOT NULL
);

-- One row per silo name: what it said when it last joined.
CREATE TABLE silos (
    silo text PRIMARY KEY,
    version text NOT NULL,
    contract_version integer NOT NULL,
    joined_at timestamptz NOT NULL
);

CREATE TABLE plates (
    plate_key bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    plate text NOT NULL UNIQUE,
    batch text NOT NULL,
    fingerprint text NOT NULL,
    fingerprint_parts text NOT NULL,
    options text NOT NULL,
    state text NOT NULL CHECK (state IN ('running', 'complete', 'complete-with-gaps', 'cancelled')),
    epoch bigint NOT NULL DEFAULT 0,
    revision integer NOT NULL,
    normalisation text,
    manifest_hash text,
    created_at timestamptz NOT NULL,
    completed_at timestamptz
);
CREATE INDEX plates_by_batch ON plates (batch);

-- No index on the state: changing it then rewrites no index, and a count reads one plate's rows.
CREATE TABLE fields (
    field_key bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    plate_key bigint NOT NULL REFERENCES plates ON DELETE CASCADE,
    acquisition integer NOT NULL,
    well_row integer NOT NULL,
    well_column integer NOT NULL,
    field integer NOT NULL,
    state text NOT NULL DEFAULT 'expected' CHECK (state IN ('expected', 'claimed', 'done', 'gap')),
    round integer NOT NULL DEFAULT 0,
    UNIQUE (plate_key, acquisition, well_row, well_column, field)
) WITH (fillfactor = 70);

CREATE TABLE attempts (
    field_key bigint NOT NULL REFERENCES fields ON DELETE CASCADE,
    attempt integer NOT NULL,
    round integer NOT NULL,
    epoch bigint NOT NULL,
    state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'settled', 'failed', 'lost', 'returned')),
    reason text NOT NULL DEFAULT '',
    opened_at timestamptz NOT NULL,
    closed_at timestamptz,
    PRIMARY KEY (field_key, attempt)
) WITH (fillfactor = 70);

-- Metrics and files are arrays of one row, in the order of the commit: a field is one insert, whatever it measured.
CREATE TABLE outcomes (
    field_key bigint PRIMARY KEY REFERENCES fields ON DELETE CASCADE,
    attempt integer NOT NULL,
    lost_attempts integer NOT NULL,
    gap text CHECK (gap IN ('missing', 'unreadable', 'wrong-size', 'blank', 'failed')),
    reason text NOT NULL,
    flags text[] NOT NULL,
    provenance text NOT NULL,
    settled_at timestamptz NOT NULL,
    embedding bytea NOT NULL,
    metric_organelles text[] NOT NULL,
    metric_names text[] NOT NULL,
    metric_values double precision[] NOT NULL,
    file_paths text[] NOT NULL,
    file_hashes text[] NOT NULL
);

-- For people: the same rows as the tables of these names in a folder's ledger.
CREATE VIEW metrics AS
    SELECT field_key, (m.position - 1)::integer AS position, m.organelle, m.name, m.value
    FROM outcomes, unnest(metric_organelles, metric_names, metric_values) WITH ORDINALITY AS m (organelle, name, value, position);
CREATE VIEW files AS
    SELECT field_key, (f.position - 1)::integer AS position, f.path, f.content_hash
    FROM outcomes, unnest(file_paths, file_hashes) WITH ORDINALITY AS f (path, content_hash, position);

CREATE TABLE batch_summaries (
    batch text NOT NULL,
    plate_key bigint NOT NULL REFERENCES plates ON DELETE CASCADE,
    summary bytea NOT NULL,
    saved_at timestamptz NOT NULL,
    PRIMARY KEY (batch, plate_key)
);
CREATE INDEX batch_summaries_by_plate ON batch_summaries (plate_key);

-- The sequence is given under a lock that is held until the commit, so that a reader never passes a row that commits later.
-- The time is text: it keeps the offset it was told with.
CREATE TABLE outbox (
    sequence bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id text NOT NULL UNIQUE,
    type text NOT NULL,
    subject text NOT NULL,
    time text NOT NULL,
    data text NOT NULL
);

CREATE TABLE announcements (
    sequence bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    plate text NOT NULL UNIQUE,
    options text NOT NULL,
    priority text NOT NULL CHECK (priority IN ('low', 'normal', 'high')),
    device_kind text NOT NULL,
    field_count integer NOT NULL,
    submitted_by text NOT NULL,
    announced_at timestamptz NOT NULL,
    ended text CHECK (ended IN ('opened', 'refused', 'withdrawn')),
    reason text NOT NULL DEFAULT '',
    closed_at timestamptz
);

CREATE TABLE cursors (
    name text PRIMARY KEY,
    sequence bigint NOT NULL
);

CREATE TABLE audit (
    sequence bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at timestamptz NOT NULL,
    plate text NOT NULL,
    action text NOT NULL CHECK (action IN ('announced', 'epoch-taken', 'completed', 'gaps-reopened', 'cancelled', 'resumed', 'forgotten')),
    epoch bigint NOT NULL,
    revision integer NOT NULL,
    detail text NOT NULL
);
CREATE INDEX audit_by_plate ON audit (plate, epoch);

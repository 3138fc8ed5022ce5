-- What Orleans' ADO.NET providers look for: the table OrleansQuery with one statement per key. Keys, parameters (@Name) and result columns are
-- theirs; tables and statements are ours. Names are not quoted, so the providers find them in any case.

CREATE TABLE OrleansQuery (
    QueryKey text PRIMARY KEY,
    QueryText text NOT NULL
);

-- Membership: one version row per cluster id, which every change of its silos moves on by one; a change that knows an older version is refused.
CREATE TABLE membership_versions (
    DeploymentId text PRIMARY KEY,
    Version integer NOT NULL DEFAULT 0,
    ChangedAt timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE membership (
    DeploymentId text NOT NULL REFERENCES membership_versions ON DELETE CASCADE,
    Address text NOT NULL,
    Port integer NOT NULL,
    Generation integer NOT NULL,
    SiloName text NOT NULL,
    HostName text NOT NULL,
    Status integer NOT NULL,
    ProxyPort integer NOT NULL,
    SuspectTimes text,
    StartTime timestamptz NOT NULL,
    IAmAliveTime timestamptz NOT NULL,
    PRIMARY KEY (DeploymentId, Address, Port, Generation)
);

INSERT INTO OrleansQuery VALUES
('InsertMembershipVersionKey', $$
WITH added AS (
    INSERT INTO membership_versions (DeploymentId) VALUES (@DeploymentId) ON CONFLICT (DeploymentId) DO NOTHING RETURNING 1
)
SELECT EXISTS (SELECT FROM added)
$$),
('InsertMembershipKey', $$
WITH moved AS (
    UPDATE membership_versions SET Version = Version + 1, ChangedAt = now()
    WHERE DeploymentId = @DeploymentId AND Version = @Version AND NOT EXISTS (
        SELECT FROM membership WHERE DeploymentId = @DeploymentId AND Address = @Address AND Port = @Port AND Generation = @Generation)
    RETURNING 1
), added AS (
    INSERT INTO membership (DeploymentId, Address, Port, Generation, SiloName, HostName, Status, ProxyPort, StartTime, IAmAliveTime)
    SELECT @DeploymentId, @Address, @Port, @Generation, @SiloName, @HostName, @Status, @ProxyPort, @StartTime, @IAmAliveTime FROM moved
    ON CONFLICT DO NOTHING RETURNING 1
)
SELECT EXISTS (SELECT FROM added)
$$),
('UpdateMembershipKey', $$
WITH moved AS (
    UPDATE membership_versions SET Version = Version + 1, ChangedAt = now()
    WHERE DeploymentId = @DeploymentId AND Version = @Version AND EXISTS (
        SELECT FROM membership WHERE DeploymentId = @DeploymentId AND Address = @Address AND Port = @Port AND Generation = @Generation)
    RETURNING 1
), changed AS (
    UPDATE membership SET Status = @Status, SuspectTimes = @SuspectTimes, IAmAliveTime = @IAmAliveTime FROM moved
    WHERE DeploymentId = @DeploymentId AND Address = @Address AND Port = @Port AND Generation = @Generation
    RETURNING 1
)
SELECT EXISTS (SELECT FROM changed)
$$),
('UpdateIAmAlivetimeKey', $$
UPDATE membership SET IAmAliveTime = @IAmAliveTime
WHERE DeploymentId = @DeploymentId AND Address = @Address AND Port = @Port AND Generation = @Generation
$$),
('MembershipReadRowKey', $$
SELECT m.Address, m.Port, m.Generation, m.SiloName, m.HostName, m.Status, m.ProxyPort, m.SuspectTimes, m.StartTime, m.IAmAliveTime, v.Version
FROM membership_versions v LEFT JOIN membership m
    ON m.DeploymentId = v.DeploymentId AND m.Address = @Address AND m.Port = @Port AND m.Generation = @Generation
WHERE v.DeploymentId = @DeploymentId
$$),
('MembershipReadAllKey', $$
SELECT m.Address, m.Port, m.Generation, m.SiloName, m.HostName, m.Status, m.ProxyPort, m.SuspectTimes, m.StartTime, m.IAmAliveTime, v.Version
FROM membership_versions v LEFT JOIN membership m ON m.DeploymentId = v.DeploymentId
WHERE v.DeploymentId = @DeploymentId
$$),
('GatewaysQueryKey', $$
SELECT Address, ProxyPort, Generation FROM membership
WHERE DeploymentId = @DeploymentId AND Status = @Status AND ProxyPort > 0
$$),
('DeleteMembershipTableEntriesKey', $$
DELETE FROM membership_versions WHERE DeploymentId = @DeploymentId
$$),
-- 3 is an active silo: only one that is not is ever forgotten.
('CleanupDefunctSiloEntriesKey', $$
DELETE FROM membership WHERE DeploymentId = @DeploymentId AND IAmAliveTime < @IAmAliveTime AND Status <> 3
$$);

-- Reminders.
CREATE TABLE reminders (
    ServiceId text NOT NULL,
    GrainId text NOT NULL,
    ReminderName text NOT NULL,
    StartTime timestamptz NOT NULL,
    Period bigint NOT NULL,
    GrainHash integer NOT NULL,
    Version integer NOT NULL DEFAULT 0,
    PRIMARY KEY (ServiceId, GrainId, ReminderName)
);
CREATE INDEX reminders_by_hash ON reminders (ServiceId, GrainHash);

INSERT INTO OrleansQuery VALUES
('UpsertReminderRowKey', $$
INSERT INTO reminders AS r (ServiceId, GrainId, ReminderName, StartTime, Period, GrainHash)
VALUES (@ServiceId, @GrainId, @ReminderName, @StartTime, @Period, @GrainHash)
ON CONFLICT (ServiceId, GrainId, ReminderName) DO UPDATE
    SET StartTime = excluded.StartTime, Period = excluded.Period, GrainHash = excluded.GrainHash, Version = r.Version + 1
RETURNING Version
$$),
('ReadReminderRowsKey', $$
SELECT GrainId, ReminderName, StartTime, Period, Version FROM reminders WHERE ServiceId = @ServiceId AND GrainId = @GrainId
$$),
('ReadReminderRowKey', $$
SELECT GrainId, ReminderName, StartTime, Period, Version FROM reminders
WHERE ServiceId = @ServiceId AND GrainId = @GrainId AND ReminderName = @ReminderName
$$),
-- A range of the ring without and with the jump from the highest hash to the lowest.
('ReadRangeRows1Key', $$
SELECT GrainId, ReminderName, StartTime, Period, Version FROM reminders
WHERE ServiceId = @ServiceId AND GrainHash > @BeginHash AND GrainHash <= @EndHash
$$),
('ReadRangeRows2Key', $$
SELECT GrainId, ReminderName, StartTime, Period, Version FROM reminders
WHERE ServiceId = @ServiceId AND (GrainHash > @BeginHash OR GrainHash <= @EndHash)
$$),
('DeleteReminderRowKey', $$
WITH gone AS (
    DELETE FROM reminders WHERE ServiceId = @ServiceId AND GrainId = @GrainId AND ReminderName = @ReminderName AND Version = @Version RETURNING 1
)
SELECT EXISTS (SELECT FROM gone)
$$),
('DeleteReminderRowsKey', $$
DELETE FROM reminders WHERE ServiceId = @ServiceId
$$);

-- State of grains. A write that knows another version than the stored one changes nothing and is answered with the version it came with, which
-- the provider takes for a conflict.
CREATE TABLE grain_states (
    ServiceId text NOT NULL,
    GrainIdHash integer NOT NULL,
    GrainTypeHash integer NOT NULL,
    GrainIdN0 bigint NOT NULL,
    GrainIdN1 bigint NOT NULL,
    GrainType text NOT NULL,
    GrainIdExtension text NOT NULL,
    Payload bytea,
    Version integer NOT NULL,
    ModifiedAt timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (GrainIdHash, GrainTypeHash, ServiceId, GrainIdN0, GrainIdN1, GrainType, GrainIdExtension)
);

INSERT INTO OrleansQuery VALUES
('ReadFromStorageKey', $$
SELECT Payload AS PayloadBinary, now() AS ReadAt, Version FROM grain_states
WHERE GrainIdHash = @GrainIdHash AND GrainTypeHash = @GrainTypeHash AND ServiceId = @ServiceId AND GrainIdN0 = @GrainIdN0 AND GrainIdN1 = @GrainIdN1
    AND GrainType = @GrainTypeString AND GrainIdExtension = coalesce(@GrainIdExtensionString, '')
$$),
('WriteToStorageKey', $$
WITH changed AS (
    UPDATE grain_states SET Payload = @PayloadBinary, Version = Version + 1, ModifiedAt = now()
    WHERE GrainIdHash = @GrainIdHash AND GrainTypeHash = @GrainTypeHash AND ServiceId = @ServiceId AND GrainIdN0 = @GrainIdN0 AND GrainIdN1 = @GrainIdN1
        AND GrainType = @GrainTypeString AND GrainIdExtension = coalesce(@GrainIdExtensionString, '') AND Version = @GrainStateVersion
    RETURNING Version
), added AS (
    INSERT INTO grain_states (ServiceId, GrainIdHash, GrainTypeHash, GrainIdN0, GrainIdN1, GrainType, GrainIdExtension, Payload, Version)
    SELECT @ServiceId, @GrainIdHash, @GrainTypeHash, @GrainIdN0, @GrainIdN1, @GrainTypeString, coalesce(@GrainIdExtensionString, ''), @PayloadBinary, 1
    WHERE @GrainStateVersion IS NULL
    ON CONFLICT DO NOTHING RETURNING Version
)
SELECT coalesce((SELECT Version FROM changed), (SELECT Version FROM added), @GrainStateVersion) AS NewGrainStateVersion
$$),
('ClearStorageKey', $$
WITH changed AS (
    UPDATE grain_states SET Payload = NULL, Version = Version + 1, ModifiedAt = now()
    WHERE GrainIdHash = @GrainIdHash AND GrainTypeHash = @GrainTypeHash AND ServiceId = @ServiceId AND GrainIdN0 = @GrainIdN0 AND GrainIdN1 = @GrainIdN1
        AND GrainType = @GrainTypeString AND GrainIdExtension = coalesce(@GrainIdExtensionString, '') AND Version = @GrainStateVersion
    RETURNING Version
)
SELECT coalesce((SELECT Version FROM changed), @GrainStateVersion) AS NewGrainStateVersion
$$),
('DeleteStorageKey', $$
WITH gone AS (
    DELETE FROM grain_states
    WHERE GrainIdHash = @GrainIdHash AND GrainTypeHash = @GrainTypeHash AND ServiceId = @ServiceId AND GrainIdN0 = @GrainIdN0 AND GrainIdN1 = @GrainIdN1
        AND GrainType = @GrainTypeString AND GrainIdExtension = coalesce(@GrainIdExtensionString, '') AND Version = @GrainStateVersion
    RETURNING Version + 1 AS Version
)
SELECT coalesce((SELECT Version FROM gone), @GrainStateVersion) AS NewGrainStateVersion
$$);

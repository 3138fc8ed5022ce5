using CellCluster.Pipeline;

namespace CellCluster.Ledger;

/// <summary>The tables and their migrations (docs/formats/ledger.md). A migration that has been released is never edited: a change is a new one.</summary>
internal static class SqliteSchema
{
    /// <summary>"CCLG": tells a ledger from any other SQLite file.</summary>
    public const int ApplicationId = 0x43434C47;

    // Migration n brings version n to n + 1.
    private static readonly string[] Migrations =
    [
        """
        CREATE TABLE plates (
            plate_key INTEGER PRIMARY KEY AUTOINCREMENT,
            plate TEXT NOT NULL UNIQUE,
            batch TEXT NOT NULL,
            fingerprint TEXT NOT NULL,
            fingerprint_parts TEXT NOT NULL,
            options TEXT NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('running', 'complete', 'complete-with-gaps', 'cancelled')),
            epoch INTEGER NOT NULL,
            revision INTEGER NOT NULL,
            normalisation TEXT,
            manifest_hash TEXT,
            created_at TEXT NOT NULL,
            completed_at TEXT
        );
        CREATE TABLE fields (
            field_key INTEGER PRIMARY KEY,
            plate_key INTEGER NOT NULL REFERENCES plates ON DELETE CASCADE,
            acquisition INTEGER NOT NULL,
            well_row INTEGER NOT NULL,
            well_column INTEGER NOT NULL,
            field INTEGER NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('expected', 'claimed', 'done', 'gap')),
            round INTEGER NOT NULL DEFAULT 0,
            UNIQUE (plate_key, acquisition, well_row, well_column, field)
        );
        CREATE INDEX fields_by_state ON fields (plate_key, state);
        CREATE TABLE attempts (
            field_key INTEGER NOT NULL REFERENCES fields ON DELETE CASCADE,
            attempt INTEGER NOT NULL,
            round INTEGER NOT NULL,
            epoch INTEGER NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('open', 'settled', 'failed', 'lost', 'returned')),
            reason TEXT NOT NULL DEFAULT '',
            opened_at TEXT NOT NULL,
            closed_at TEXT,
            PRIMARY KEY (field_key, attempt)
        ) WITHOUT ROWID;
        CREATE TABLE outcomes (
            field_key INTEGER PRIMARY KEY REFERENCES fields ON DELETE CASCADE,
            attempt INTEGER NOT NULL,
            lost_attempts INTEGER NOT NULL,
            gap TEXT CHECK (gap IN ('missing', 'unreadable', 'wrong-size', 'blank', 'failed')),
            reason TEXT NOT NULL,
            flags TEXT NOT NULL,
            provenance TEXT NOT NULL,
            settled_at TEXT NOT NULL,
            embedding BLOB NOT NULL
        );
        CREATE TABLE metrics (
            field_key INTEGER NOT NULL REFERENCES fields ON DELETE CASCADE,
            position INTEGER NOT NULL,
            organelle TEXT,
            name TEXT NOT NULL,
            value,
            PRIMARY KEY (field_key, position)
        ) WITHOUT ROWID;
        CREATE TABLE files (
            field_key INTEGER NOT NULL REFERENCES fields ON DELETE CASCADE,
            position INTEGER NOT NULL,
            path TEXT NOT NULL,
            content_hash TEXT NOT NULL,
            PRIMARY KEY (field_key, position)
        ) WITHOUT ROWID;
        CREATE TABLE batch_summaries (
            batch TEXT NOT NULL,
            plate_key INTEGER NOT NULL REFERENCES plates ON DELETE CASCADE,
            summary BLOB NOT NULL,
            saved_at TEXT NOT NULL,
            PRIMARY KEY (batch, plate_key)
        ) WITHOUT ROWID;
        CREATE INDEX batch_summaries_by_plate ON batch_summaries (plate_key);
        CREATE TABLE outbox (
            sequence INTEGER PRIMARY KEY AUTOINCREMENT,
            id TEXT NOT NULL UNIQUE,
            type TEXT NOT NULL,
            subject TEXT NOT NULL,
            time TEXT NOT NULL,
            data TEXT NOT NULL
        );
        CREATE TABLE audit (
            sequence INTEGER PRIMARY KEY AUTOINCREMENT,
            at TEXT NOT NULL,
            plate TEXT NOT NULL,
            action TEXT NOT NULL CHECK (action IN ('announced', 'epoch-taken', 'completed', 'gaps-reopened', 'cancelled', 'resumed', 'forgotten')),
            epoch INTEGER NOT NULL,
            revision INTEGER NOT NULL,
            detail TEXT NOT NULL
        );
        CREATE INDEX audit_by_plate ON audit (plate, epoch);
        """,
        """
        CREATE TABLE announcements (
            sequence INTEGER PRIMARY KEY AUTOINCREMENT,
            plate TEXT NOT NULL UNIQUE,
            options TEXT NOT NULL,
            priority TEXT NOT NULL CHECK (priority IN ('low', 'normal', 'high')),
            device_kind TEXT NOT NULL,
            field_count INTEGER NOT NULL,
            submitted_by TEXT NOT NULL,
            announced_at TEXT NOT NULL,
            ended TEXT CHECK (ended IN ('opened', 'refused', 'withdrawn')),
            reason TEXT NOT NULL DEFAULT '',
            closed_at TEXT
        );
        CREATE TABLE cursors (
            name TEXT PRIMARY KEY,
            sequence INTEGER NOT NULL
        ) WITHOUT ROWID;
        CREATE INDEX plates_by_batch ON plates (batch);
        """,
    ];

    /// <summary>The version this program writes.</summary>
    public static int Version => Migrations.Length;

    /// <summary>Brings a new or older file to this program's version, in one transaction.</summary>
    /// <exception cref="LedgerUnavailableException">The file is of a newer version, or is no ledger.</exception>
    public static void Migrate(SqlSession session, string path, TimeProvider time)
    {
        session.Execute("BEGIN IMMEDIATE");
        int found = ReadVersion(session, path);
        if (found == 0)
        {
            session.Script($"PRAGMA application_id = {ApplicationId}");
            session.Script("CREATE TABLE schema_version (version INTEGER PRIMARY KEY, applied_at TEXT NOT NULL)");
        }
        for (int version = found; version < Version; version++)
        {
            session.Script(Migrations[version]);
            session.Execute("INSERT INTO schema_version (version, applied_at) VALUES ($version, $at)",
                ("$version", version + 1), ("$at", SqlText.Of(time.GetUtcNow())));
        }
        session.Execute("COMMIT");
    }

    /// <summary>Refuses a file that this program can only read after a migration, or not at all.</summary>
    /// <exception cref="LedgerUnavailableException">The file is of another version, or is no ledger.</exception>
    public static void RequireCurrent(SqlSession session, string path)
    {
        int found = ReadVersion(session, path);
        if (found != Version)
        {
            throw new LedgerUnavailableException(path,
                $"its format is version {found}, expected is {Version}; run label on this folder once, which brings it to version {Version}, then read it again");
        }
    }

    // 0 for an empty file.
    private static int ReadVersion(SqlSession session, string path)
    {
        long application = (long)session.Scalar("PRAGMA application_id")!;
        long tables = (long)session.Scalar("SELECT count(*) FROM sqlite_schema")!;
        if (tables == 0)
        {
            return 0;
        }
        if (application != ApplicationId)
        {
            throw new LedgerUnavailableException(path,
                $"the file is an SQLite database but no ledger (application id {application:x8}, expected {ApplicationId:x8}); use another --out or move the file away");
        }
        int found = (int)(long)(session.Scalar("SELECT max(version) FROM schema_version") ?? 0L);
        return found <= Version
            ? found
            : throw new LedgerUnavailableException(path,
                $"its format is version {found}, expected is {Version} at most; it was written by a newer CellCluster: use that one, or another --out");
    }
}

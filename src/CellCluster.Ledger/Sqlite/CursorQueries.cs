namespace CellCluster.Ledger;

/// <summary>How far the readers of the outbox have come.</summary>
internal static class CursorQueries
{
    public static long Read(SqlSession session, string name) =>
        (long)(session.Scalar("SELECT sequence FROM cursors WHERE name = $name", ("$name", name)) ?? 0L);

    public static bool Move(SqlSession session, string name, long from, long to)
    {
        if (from == 0)
        {
            session.Execute("INSERT INTO cursors (name, sequence) VALUES ($name, 0) ON CONFLICT (name) DO NOTHING", ("$name", name));
        }
        return session.Execute("UPDATE cursors SET sequence = $to WHERE name = $name AND sequence = $from", ("$to", to), ("$name", name), ("$from", from)) == 1;
    }
}

namespace CellCluster.Grains;

/// <summary>How many fields are in analysis on this silo, and how loaded the others are.</summary>
internal sealed class AnalysisLoads(ClusterView cluster)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<SiloAddress, int> _sent = []; // since the last news
    private ClusterNews? _news;
    private int _here;

    /// <summary>Fields that are being segmented or measured here, or wait for that.</summary>
    public int Here => Volatile.Read(ref _here);

    /// <summary>This silo's own, per core.</summary>
    public double Own => (double)Here / cluster.Local.Cores;

    /// <summary>Counts a field until the result is dropped.</summary>
    public IDisposable Enter()
    {
        Interlocked.Increment(ref _here);
        return new Leaving(this);
    }

    /// <summary>Fields in analysis per core; 0 for a silo that has not said anything yet.</summary>
    public double Of(SiloAddress silo)
    {
        if (silo.Equals(cluster.Self))
        {
            return Own;
        }
        lock (_gate)
        {
            Renew();
            return cluster.News.AnalysisLoads.GetValueOrDefault(silo) + _sent.GetValueOrDefault(silo);
        }
    }

    /// <summary>A field was sent there.</summary>
    public void Sent(SiloAddress silo)
    {
        lock (_gate)
        {
            Renew();
            _sent[silo] = _sent.GetValueOrDefault(silo) + 1;
        }
    }

    private void Renew()
    {
        if (_news != cluster.News)
        {
            _news = cluster.News;
            _sent.Clear();
        }
    }

    private sealed class Leaving(AnalysisLoads loads) : IDisposable
    {
        private int _isGone;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isGone, 1) == 0)
            {
                Interlocked.Decrement(ref loads._here);
            }
        }
    }
}

using System.Runtime.ExceptionServices;
using System.Text;
using CellCluster.Plates;

namespace CellCluster.Cli;

/// <summary>Works on the pairs of a comparison and keeps what its tables are made of.</summary>
internal sealed class CompareRun(PairComparer comparer, IReadOnlyList<ComparisonGap> missing)
{
    private readonly List<ComparedField> _fields = [];
    private readonly List<ComparisonGap> _gaps = [.. missing];

    /// <summary>Pairs that were compared, in the order of their names.</summary>
    public IReadOnlyList<ComparedField> Fields => _fields;

    /// <summary>Files that were not, in the order of their names.</summary>
    public IReadOnlyList<ComparisonGap> Gaps => [.. _gaps.OrderBy(gap => gap.Name, StringComparer.Ordinal)];

    /// <summary>Matched objects.</summary>
    public ObjectSample Objects { get; } = new();

    /// <summary>Micrometres per pixel; null where unknown or not the same for all.</summary>
    public double? PixelSizeUm { get; private set; }

    /// <summary>Compares all pairs; writes the matched objects of each as soon as it is its turn.</summary>
    /// <param name="pairs">In the order of their names.</param>
    /// <param name="workers">Side by side.</param>
    /// <param name="objects">Gets <c>objects.csv</c>.</param>
    /// <param name="progress">Told after every round: pairs settled, pairs, gaps of the round.</param>
    /// <param name="cancel">Stops between rounds.</param>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public void Work(IReadOnlyList<PlanePair> pairs, int workers, Stream objects, Action<int, int, IReadOnlyList<ComparisonGap>> progress, CancellationToken cancel)
    {
        objects.Write(Encoding.UTF8.GetBytes(ComparisonCsv.ObjectsHeader(comparer.Table)));
        HashSet<double?> sizes = [];
        foreach (PlanePair[] round in pairs.Chunk(workers))
        {
            cancel.ThrowIfCancellationRequested();
            var outcomes = new PairOutcome[round.Length];
            try
            {
                Parallel.For(0, round.Length, new ParallelOptions { MaxDegreeOfParallelism = workers }, i => outcomes[i] = comparer.Compare(round[i]));
            }
            catch (AggregateException faults) // the first as it was thrown: what it means hangs on its type
            {
                ExceptionDispatchInfo.Throw(faults.InnerExceptions[0]);
            }
            foreach (PairOutcome outcome in outcomes)
            {
                if (outcome.Field is { } field)
                {
                    _fields.Add(field);
                    sizes.Add(outcome.PixelSizeUm);
                    Objects.Add(outcome.Cluster, outcome.Objects);
                    objects.Write(Encoding.UTF8.GetBytes(ComparisonCsv.ObjectLines(field, outcome.Objects)));
                }
            }
            ComparisonGap[] gaps = [.. outcomes.Select(outcome => outcome.Gap).OfType<ComparisonGap>()];
            _gaps.AddRange(gaps);
            progress(_fields.Count + _gaps.Count - missing.Count, pairs.Count, gaps);
        }
        PixelSizeUm = sizes.Count == 1 ? sizes.Single() : null;
    }

    /// <summary><c>fields.csv</c>: compared or not, in the order of names.</summary>
    public string FieldsCsv()
    {
        var lines = _fields.Select(field => (field.Name, Line: ComparisonCsv.FieldLine(field)))
            .Concat(_gaps.Select(gap => (gap.Name, Line: ComparisonCsv.GapLine(comparer.Table, gap))))
            .OrderBy(line => line.Name, StringComparer.Ordinal);
        return ComparisonCsv.FieldsHeader(comparer.Table) + string.Concat(lines.Select(line => line.Line));
    }
}

using CellCluster.Imaging;
using CellCluster.Pipeline;

namespace CellCluster.Learning;

/// <summary>All pairs of a request, decoded and normalised.</summary>
internal sealed class TrainingSet
{
    private readonly Dictionary<PairRow, TrainingField> _fields;

    private TrainingSet(PairTable table, Dictionary<PairRow, TrainingField> fields)
    {
        Table = table;
        _fields = fields;
    }

    /// <summary>The rows of all tables.</summary>
    public PairTable Table { get; }

    /// <summary>Reads the tables and their images.</summary>
    /// <exception cref="PairTableException">A table or its images cannot be used.</exception>
    /// <exception cref="TrainingInputException">The tables do not go together.</exception>
    public static TrainingSet Read(TrainingRequest request, CancellationToken cancel)
    {
        PairTable[] tables = request.Pairs.Select(path => PairTable.Read(path, request.Columns)).ToArray();
        PairTable joined = Join(tables);
        InputNormalisation normalisation = NormalisationOf(request);
        Dictionary<PairRow, TrainingField> fields = [];
        foreach (PairTable table in tables)
        {
            foreach (TrainingField field in new TrainingFields(table, normalisation, request.Targets, ReadPlane).Read(request.Options.CropPx, cancel))
            {
                fields.Add(field.Row, field);
            }
        }
        return new TrainingSet(joined, fields);
    }

    /// <summary>What the card says of the input.</summary>
    public static InputNormalisation NormalisationOf(TrainingRequest request) => request.IlluminationSigmaPx > 0
        ? new InputNormalisation(IlluminationCorrection.WideGaussian, request.IlluminationSigmaPx)
        : new InputNormalisation(IlluminationCorrection.None, 0);

    /// <summary>The fields of some rows, in their order.</summary>
    public IReadOnlyList<TrainingField> Of(IReadOnlyList<PairRow> rows) => rows.Select(row => _fields[row]).ToArray();

    private static PairTable Join(PairTable[] tables)
    {
        foreach (PairTable other in tables.Skip(1).Where(other => !other.Organelles.SequenceEqual(tables[0].Organelles)))
        {
            throw new TrainingInputException(
                $"pair table {other.Path} has the stains {string.Join(", ", other.Organelles)}, {tables[0].Path} has {string.Join(", ", tables[0].Organelles)}; all tables need the same");
        }
        string[] twice = tables.SelectMany(static table => table.Rows.Select(static row => row.Experiment).Distinct(StringComparer.Ordinal))
            .GroupBy(static name => name, StringComparer.Ordinal).Where(static g => g.Count() > 1).Select(static g => g.Key).ToArray();
        if (twice.Length > 0)
        {
            throw new TrainingInputException($"experiment {string.Join(", ", twice)} stands in more than one pair table; join its rows in one table, since an experiment is normalised as a whole");
        }
        return new PairTable(string.Join(" and ", tables.Select(static t => t.Path)), tables[0].Organelles, tables.SelectMany(static t => t.Rows).ToArray());
    }

    private static Plane<float> ReadPlane(string path)
    {
        using Plane plane = ImageFile.Read(path);
        return plane.ToFloat();
    }
}

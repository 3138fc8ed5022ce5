using CellCluster.Analysis;
using CellCluster.Imaging;
using CellCluster.Pipeline;

namespace CellCluster.Learning;

/// <summary>Reads and normalises the fields of a pair table, experiment by experiment.</summary>
/// <remarks>
/// Input: illumination correction if the card asks for it, then (plane - median) / (interquartile range / 1.349), both over all fields of the
/// experiment, as a plate is normalised when it is predicted. Stains: target transform, then <see cref="StainNormalisation"/>.
/// </remarks>
internal sealed class TrainingFields
{
    private readonly PairTable _table;
    private readonly InputNormalisation _normalisation;
    private readonly IReadOnlyDictionary<Organelle, TargetTransform> _transforms;
    private readonly Func<string, Plane<float>> _read;

    /// <param name="read">Decodes a file; the caller drops the plane.</param>
    public TrainingFields(
        PairTable table, InputNormalisation normalisation, IReadOnlyList<TargetTransform> transforms, Func<string, Plane<float>> read)
    {
        _table = table;
        _normalisation = normalisation;
        _transforms = transforms.ToDictionary(static t => t.Organelle);
        _read = read;
    }

    /// <summary>All fields in the table's order.</summary>
    /// <exception cref="PairTableException">Images cannot be read or differ in size within a pair, or are smaller than a crop: all faults at once.</exception>
    public IReadOnlyList<TrainingField> Read(int smallestSidePx, CancellationToken cancel)
    {
        List<string> faults = [];
        Dictionary<PairRow, TrainingField> fields = [];
        foreach (IGrouping<string, PairRow> experiment in _table.Rows.GroupBy(static row => row.Experiment, StringComparer.Ordinal))
        {
            cancel.ThrowIfCancellationRequested();
            ReadExperiment(experiment.ToArray(), smallestSidePx, fields, faults, cancel);
        }
        return faults.Count == 0
            ? _table.Rows.Select(row => fields[row]).ToArray()
            : throw new PairTableException(_table.Path, faults);
    }

    private void ReadExperiment(
        IReadOnlyList<PairRow> rows, int smallestSidePx, Dictionary<PairRow, TrainingField> fields, List<string> faults, CancellationToken cancel)
    {
        int faultsBefore = faults.Count;
        Half[][] inputs = ReadChannel(rows, "input", static row => row.Input, faults, cancel, NormalisedInputs, out (int Height, int Width)[] sizes);
        List<Half[][]> targets = [];
        for (int channel = 0; channel < _table.Organelles.Count; channel++)
        {
            Organelle organelle = _table.Organelles[channel];
            int index = channel;
            targets.Add(ReadChannel(
                rows, organelle.ToText(), row => row.Targets[index], faults, cancel, planes => NormalisedStains(planes, organelle), out (int Height, int Width)[] stainSizes));
            for (int i = 0; i < rows.Count; i++)
            {
                if (sizes[i].Height > 0 && stainSizes[i].Height > 0 && sizes[i] != stainSizes[i])
                {
                    faults.Add($"line {rows[i].Line}, column {organelle.ToText()}: {stainSizes[i].Height}x{stainSizes[i].Width}, its input is {sizes[i].Height}x{sizes[i].Width}; both must show the same pixels");
                }
            }
        }
        for (int i = 0; i < rows.Count; i++)
        {
            if (sizes[i].Height > 0 && Math.Min(sizes[i].Height, sizes[i].Width) < smallestSidePx)
            {
                faults.Add($"line {rows[i].Line}, column input: {sizes[i].Height}x{sizes[i].Width} is smaller than a crop of {smallestSidePx} px; lower --crop");
            }
        }
        if (faults.Count > faultsBefore)
        {
            return;
        }
        for (int i = 0; i < rows.Count; i++)
        {
            fields[rows[i]] = new TrainingField(rows[i], sizes[i].Height, sizes[i].Width, inputs[i], targets.Select(t => t[i]).ToArray());
        }
    }

    // One channel of one experiment is in memory as float at a time; what stays is half precision.
    private Half[][] ReadChannel(
        IReadOnlyList<PairRow> rows,
        string column,
        Func<PairRow, string> pathOf,
        List<string> faults,
        CancellationToken cancel,
        Func<IReadOnlyList<Plane<float>>, Half[][]> normalise,
        out (int Height, int Width)[] sizes)
    {
        List<Plane<float>> planes = [];
        sizes = new (int Height, int Width)[rows.Count];
        try
        {
            for (int i = 0; i < rows.Count; i++)
            {
                cancel.ThrowIfCancellationRequested();
                try
                {
                    Plane<float> plane = _read(pathOf(rows[i]));
                    planes.Add(plane);
                    sizes[i] = (plane.Height, plane.Width);
                }
                catch (Exception fault) when (fault is IOException or ImageFormatException or UnauthorizedAccessException)
                {
                    faults.Add($"line {rows[i].Line}, column {column}: {fault.Message}");
                }
            }
            return planes.Count == rows.Count ? normalise(planes) : [];
        }
        finally
        {
            planes.ForEach(static plane => plane.Dispose());
        }
    }

    private Half[][] NormalisedInputs(IReadOnlyList<Plane<float>> planes)
    {
        GreyLevelCounts levels = EmptyCounts(planes);
        if (_normalisation.Illumination == IlluminationCorrection.WideGaussian)
        {
            foreach (Plane<float> plane in planes)
            {
                IlluminationFlattening.Apply(plane, _normalisation.IlluminationSigmaPx, plane);
            }
        }
        RobustScale scale = Count(levels, planes).Scale();
        double sigma = scale.Sigma > 0 ? scale.Sigma : 1; // a constant experiment stays constant
        return planes.Select(plane => Convert(plane, value => (float)((value - scale.Median) / sigma))).ToArray();
    }

    private Half[][] NormalisedStains(IReadOnlyList<Plane<float>> planes, Organelle organelle)
    {
        GreyLevelCounts levels = Count(EmptyCounts(planes), planes);
        double background = levels.Quantile(StainNormalisation.BackgroundShare);
        double bright = levels.Quantile(StainNormalisation.BrightShare);
        StainNormalisation stain = StainNormalisation.From(background, bright);
        if (!_transforms.TryGetValue(organelle, out TargetTransform? transform))
        {
            return planes.Select(plane => Convert(plane, stain.Apply)).ToArray();
        }
        if (transform.Kind == TargetTransformKind.Floor)
        {
            float stretch = 1 / (1 - (float)transform.Amount);
            return planes.Select(plane => Convert(plane, value => TargetTransform.Lowered(stain.Apply(value), transform.Amount) * stretch)).ToArray();
        }
        double percentile = transform.Amount;
        if (transform.Kind == TargetTransformKind.RollingBall)
        {
            percentile = TargetTransform.BallClipPercentile;
            var ball = new Ball(transform.Amount, TargetTransform.BallHeight * Math.Max(0, bright - background) / transform.Amount);
            foreach (Plane<float> plane in planes)
            {
                RollingBall.Subtract(plane, ball, BallSense.Opening, plane);
            }
            levels = Count(EmptyCounts(planes), planes);
            background = levels.Quantile(StainNormalisation.BackgroundShare);
            bright = levels.Quantile(StainNormalisation.BrightShare);
        }
        // Clipping keeps the order of pixels, so the percentiles of the clipped planes are the clipped percentiles.
        double level = levels.Quantile(percentile / 100);
        StainNormalisation clipped = StainNormalisation.From(Math.Max(0, background - level), Math.Max(0, bright - level));
        return planes.Select(plane => Convert(plane, value => clipped.Apply(TargetTransform.Lowered(value, level)))).ToArray();
    }

    // Whole grey levels get bins of one level, anything else 65,536 bins over its range.
    private static GreyLevelCounts EmptyCounts(IReadOnlyList<Plane<float>> planes)
    {
        float least = float.PositiveInfinity;
        float most = float.NegativeInfinity;
        bool whole = true;
        foreach (Plane<float> plane in planes)
        {
            foreach (float value in plane.Pixels)
            {
                least = Math.Min(least, value);
                most = Math.Max(most, value);
                whole &= value == MathF.Floor(value);
            }
        }
        return whole && least >= 0 && most <= ushort.MaxValue
            ? new GreyLevelCounts()
            : new GreyLevelCounts(least, Math.Max((most - least) / ushort.MaxValue, 1e-12));
    }

    private static GreyLevelCounts Count(GreyLevelCounts counts, IReadOnlyList<Plane<float>> planes)
    {
        foreach (Plane<float> plane in planes)
        {
            counts.Add(plane);
        }
        return counts;
    }

    private static Half[] Convert(Plane<float> plane, Func<float, float> map)
    {
        Half[] converted = new Half[plane.PixelCount];
        ReadOnlySpan<float> pixels = plane.Pixels;
        for (int i = 0; i < converted.Length; i++)
        {
            converted[i] = (Half)map(pixels[i]);
        }
        return converted;
    }
}

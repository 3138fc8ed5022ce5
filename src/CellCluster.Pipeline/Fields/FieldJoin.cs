using CellCluster.Analysis;
using CellCluster.Imaging;

namespace CellCluster.Pipeline;

/// <summary>The joined planes of a field while its tiles arrive.</summary>
internal sealed class FieldJoin : IDisposable
{
    private readonly TilePlan _plan;
    private readonly Plane<float>[] _joined;
    private readonly SeamDisagreement[] _seams;
    private FieldEmbedding? _embedding;

    public FieldJoin(TilePlan plan, int outputCount)
    {
        _plan = plan;
        _joined = new Plane<float>[outputCount];
        for (int c = 0; c < outputCount; c++)
        {
            _joined[c] = Plane<float>.Rent(plan.Height, plan.Width);
        }
        _seams = plan.Kind == TilingKind.Overlapping ? [.. _joined.Select(_ => new SeamDisagreement(plan))] : [];
    }

    public void Add(Tile tile, TilePrediction prediction)
    {
        if (prediction.Outputs.Count != _joined.Length)
        {
            throw new InvalidOperationException($"The predictor gave {prediction.Outputs.Count} output channels, the model card names {_joined.Length}.");
        }
        for (int c = 0; c < _joined.Length; c++)
        {
            _plan.JoinCore(prediction.Outputs[c], tile, _joined[c]);
            if (_seams.Length > 0)
            {
                _seams[c].Add(prediction.Outputs[c].Pixels, tile);
            }
        }
        IReadOnlyList<EmbeddingRegion> regions = _plan.EmbeddingRegions(tile);
        for (int r = 0; r < regions.Count; r++)
        {
            double[] sums = prediction.EmbeddingSums[r];
            _embedding ??= new FieldEmbedding(_plan, sums.Length);
            _embedding.Add(regions[r], sums);
        }
    }

    /// <summary>Scales, resamples and hands the planes over; this object is spent.</summary>
    public PredictedField Finish(IReadOnlyList<OutputChannel> outputs, (int Height, int Width) storedSize)
    {
        SeamCertificate[] seams = [.. _seams.Select((seam, c) => Scaled(seam.Certificate(), outputs[c].Scale))];
        for (int c = 0; c < _joined.Length; c++)
        {
            float scale = outputs[c].Scale;
            float offset = outputs[c].Offset;
            foreach (ref float pixel in _joined[c].Pixels)
            {
                pixel = (scale * pixel) + offset;
            }
            if (storedSize != (_joined[c].Height, _joined[c].Width))
            {
                var stored = Plane<float>.Rent(storedSize.Height, storedSize.Width);
                Resampling.Apply(_joined[c], stored);
                _joined[c].Dispose();
                _joined[c] = stored;
            }
        }
        DropSeams();
        return new PredictedField(_joined, _embedding?.Summary().Mean ?? [], seams);
    }

    public void Dispose()
    {
        foreach (Plane<float> plane in _joined)
        {
            plane.Dispose();
        }
        DropSeams();
    }

    private static SeamCertificate Scaled(SeamCertificate seam, float scale) =>
        seam with { MaximumDifference = seam.MaximumDifference * Math.Abs(scale), RootMeanSquareDifference = seam.RootMeanSquareDifference * Math.Abs(scale) };

    private void DropSeams()
    {
        foreach (SeamDisagreement seam in _seams)
        {
            seam.Dispose();
        }
    }
}

using CellCluster.Imaging;

namespace CellCluster.Analysis;

/// <summary>Nuclei by a mask of one threshold: holes filled, cut at a share of the own peak where the rule local fired, divided where they touch.</summary>
internal static class MaskedNuclei
{
    /// <summary>Writes the objects into <paramref name="labels"/>.</summary>
    /// <param name="plane">Finite pixels, not constant.</param>
    /// <param name="known">Its heights where they are there already.</param>
    /// <param name="options">Checked; its method is not auto.</param>
    /// <param name="labels">Same size.</param>
    /// <param name="pixelSizeUm">Micrometres per pixel.</param>
    public static CandidateObjects Find(Plane<float> plane, HeightPlanes? known, NucleiOptions options, Plane<uint> labels, double? pixelSizeUm)
    {
        using var mask = Plane<byte>.Rent(plane.Height, plane.Width);
        using var residual = Plane<float>.Rent(plane.Height, plane.Width);
        double least = options.AreaLimitsPx(pixelSizeUm, MagnificationClass.Small).Min;
        (ThresholdProvenance threshold, double peakLevel, bool peakInResidual) = ForegroundMask.Make(plane, options, least, mask, residual);
        if (threshold.Rule == ThresholdRule.None)
        {
            return CandidateObjects.None(threshold);
        }
        HoleFilling.Fill(mask);
        int count = ConnectedComponents.Label(mask, labels);
        Plane<float> peaks = peakInResidual ? residual : plane;
        int faint = 0;
        if (threshold.Rule == ThresholdRule.Local && options.PeakShare > 0)
        {
            faint = CutAtShareOfPeak(ComponentSums.Of(labels, count, plane, peaks), labels, residual, (float)options.PeakShare, peakLevel, mask);
            HoleFilling.Fill(mask);
            count = ConnectedComponents.Label(mask, labels);
        }
        ComponentSums[] sums = ComponentSums.Of(labels, count, plane, peaks);
        int[] areas = [.. sums.AsSpan(1).ToArray().Where(sum => sum.Peak > peakLevel).Select(sum => sum.Count)];
        MagnificationClass size = MagnificationClass.Of(MagnificationClass.TypicalArea(areas));
        if (options.Declumping != Declumping.None)
        {
            using HeightPlanes? own = known is null ? HeightPlanes.Of(plane, options.LocalBlockPx) : null;
            count = NucleiDivision.Label(mask, (known ?? own!).Summits, options.Declumping, size, labels);
            sums = ComponentSums.Of(labels, count, plane, peaks);
        }
        return new CandidateObjects(threshold, size, count, Array.ConvertAll(sums, sum => sum.Peak <= peakLevel), faint);
    }

    // The local rule finds whatever rises above the noise, so a bright smooth object has a wide skirt: it ends where it has fallen to a share of its
    // own peak (half: the width at half maximum of what a blur made of an edge). Faint components go here, before their fragments count.
    private static int CutAtShareOfPeak(ComponentSums[] sums, Plane<uint> labels, Plane<float> residual, float share, double peakLevel, Plane<byte> mask)
    {
        ReadOnlySpan<uint> ids = labels.Pixels;
        ReadOnlySpan<float> heights = residual.Pixels;
        Span<byte> kept = mask.Pixels;
        for (int i = 0; i < ids.Length; i++)
        {
            float peak = sums[ids[i]].Peak;
            if (ids[i] != 0 && (peak <= peakLevel || heights[i] < share * peak))
            {
                kept[i] = 0;
            }
        }
        return sums.Skip(1).Count(sum => sum.Peak <= peakLevel);
    }
}

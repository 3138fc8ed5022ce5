using System.Buffers;
using CellCluster.Imaging;

namespace CellCluster.Analysis;

/// <summary>Puts the cells of a field together: one per nucleus.</summary>
internal static class CellTable
{
    /// <summary>ER pixels by the nearest nucleus within the radius; null planes give null parts.</summary>
    public static CellEr[] Er(NearestNucleus nearest, uint[] nuclei, ObjectRuns er, Plane<float> plane, double radius, double? pixelSizeUm)
    {
        int size = nuclei.Length == 0 ? 1 : (int)nuclei[^1] + 1;
        Sums[] sums = ArrayPool<Sums>.Shared.Rent(size);
        sums.AsSpan(0, size).Clear();
        for (int i = 0; i < er.Count; i++)
        {
            foreach (ObjectRun run in er[i])
            {
                ReadOnlySpan<uint> ids = nearest.Ids.Row(run.Y);
                ReadOnlySpan<float> away = nearest.DistancePx.Row(run.Y);
                ReadOnlySpan<float> pixels = plane.Row(run.Y);
                for (int x = run.X; x < run.End; x++)
                {
                    if (away[x] <= radius && ids[x] != 0)
                    {
                        ref Sums sum = ref sums[ids[x]];
                        sum.Area++;
                        sum.Distance += away[x];
                        if (float.IsFinite(pixels[x]))
                        {
                            sum.Finite++;
                            sum.Intensity += pixels[x];
                        }
                    }
                }
            }
        }
        CellEr[] cells = Array.ConvertAll(nuclei, id =>
        {
            Sums sum = sums[id];
            return new CellEr(sum.Area, sum.Area * pixelSizeUm * pixelSizeUm, sum.Intensity / sum.Finite, sum.Intensity, sum.Distance / sum.Area);
        });
        ArrayPool<Sums>.Shared.Return(sums);
        return cells;
    }

    /// <summary>Golgi objects by their parents.</summary>
    public static CellGolgi[] Golgi(uint[] nuclei, IReadOnlyList<ObjectMeasurement> fragments, ReadOnlySpan<ParentLink> links, double? pixelSizeUm)
    {
        var sums = new Sums[nuclei.Length];
        for (int i = 0; i < links.Length; i++)
        {
            if (links[i].NucleusId == 0)
            {
                continue;
            }
            ObjectMeasurement one = fragments[i];
            ref Sums sum = ref sums[Array.BinarySearch(nuclei, links[i].NucleusId)];
            sum.Count++;
            sum.Area += one.AreaPx;
            sum.Largest = Math.Max(sum.Largest, one.AreaPx);
            sum.Distance += links[i].MeanDistancePx * one.AreaPx;
            if (double.IsFinite(one.Intensity.Total))
            {
                sum.Intensity += one.Intensity.Total;
                sum.Finite += one.AreaPx;
            }
        }
        return Array.ConvertAll(sums, sum => new CellGolgi(
            sum.Count,
            sum.Area,
            sum.Area * pixelSizeUm * pixelSizeUm,
            sum.Intensity / sum.Finite,
            sum.Intensity,
            (double)sum.Largest / sum.Area,
            sum.Distance / sum.Area));
    }

    private struct Sums
    {
        public int Count;
        public int Area;
        public int Finite;
        public int Largest;
        public double Intensity;
        public double Distance;
    }
}

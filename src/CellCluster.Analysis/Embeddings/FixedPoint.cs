namespace CellCluster.Analysis;

/// <summary>Numbers as 128-bit integers in steps of 2^-48, so that sums do not depend on their order.</summary>
/// <remarks>Values up to 2^63 in magnitude (9e18) are taken, and 2^16 of the largest can be added without overflow. Rounded to nearest even.</remarks>
internal static class FixedPoint
{
    public const int FractionBits = 48;
    private const double Largest = 9.2e18;

    public static Int128 From(double value)
    {
        if (!(Math.Abs(value) <= Largest))
        {
            throw new ArgumentOutOfRangeException(nameof(value), value, "an embedding component is not a number, or above 9.2e18: the prediction is unusable");
        }
        return (Int128)Math.Round(Math.ScaleB(value, FractionBits), MidpointRounding.ToEven);
    }

    public static double ToDouble(Int128 value) => Math.ScaleB((double)value, -FractionBits);

    public static void CheckCount(int found, int expected)
    {
        if (found != expected)
        {
            throw new ArgumentException($"{found} embedding components were given, {expected} are expected: the fields come from networks of different widths.");
        }
    }
}

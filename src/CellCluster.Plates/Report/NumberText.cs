using System.Globalization;

namespace CellCluster.Plates;

/// <summary>Numbers as people read them: three significant digits, at most five or six characters.</summary>
internal static class NumberText
{
    /// <summary>12, 0.123, 1.23k (thousand), 4.56M (million), 1.2e-4; a dash for not-a-number.</summary>
    public static string Short(double value)
    {
        double size = Math.Abs(value);
        return size switch
        {
            double.NaN => "–",
            0 => "0",
            < 0.001 or >= 1e12 => value.ToString("0.#e0", CultureInfo.InvariantCulture),
            < 999.5 => Significant(value),
            < 9999.5 when value == Math.Round(value) => value.ToString("0", CultureInfo.InvariantCulture),
            < 999.5e3 => Significant(value / 1e3) + "k",
            < 999.5e6 => Significant(value / 1e6) + "M",
            _ => Significant(value / 1e9) + "G",
        };
    }

    /// <summary>Whole numbers with a thin space between thousands: 3 456.</summary>
    public static string Whole(long value) => value.ToString("#,0", CultureInfo.InvariantCulture).Replace(',', '\u202F');

    private static string Significant(double value)
    {
        double size = Math.Abs(value);
        string format = size >= 99.95 ? "0" : size >= 9.995 ? "0.#" : size >= 0.9995 ? "0.##" : "0.###";
        return value.ToString(format, CultureInfo.InvariantCulture);
    }
}

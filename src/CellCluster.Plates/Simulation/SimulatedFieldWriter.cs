using CellCluster.Imaging;

namespace CellCluster.Plates.Simulation;

/// <summary>Writes the files of a simulated field, each under a temporary name that is then renamed, and damages those that shall be damaged.</summary>
internal static class SimulatedFieldWriter
{
    /// <summary>Writes a camera plane with what MetaXpress says of its pixels in the ImageDescription.</summary>
    public static void WriteInput(SimulationOptions options, string path, Plane<ushort> plane, FieldDamage? damage)
    {
        if (damage == FieldDamage.Missing)
        {
            return;
        }
        using Plane<ushort> exposed = damage == FieldDamage.Blank ? Dark(plane) : plane.Retain();
        TiffOptions tiff = new() { PixelSizeUm = options.PixelSizeUm, Description = Description(options) };
        if (options.BitDepth == 8)
        {
            using Plane<byte> bytes = Plane<byte>.Rent(plane.Height, plane.Width);
            for (int i = 0; i < bytes.PixelCount; i++)
            {
                bytes.Buffer[i] = (byte)exposed.Buffer[i];
            }
            Replace(path, part => Write(part, bytes, tiff, damage));
        }
        else
        {
            Replace(path, part => Write(part, exposed, tiff, damage));
        }
    }

    /// <summary>Writes a fluorescence plane rounded to uint16; one unit is one thousandth of the mean nucleus, so rounding loses nothing that noise would not.</summary>
    public static void WriteTruth(string path, Plane<float> plane, SimulationOptions options)
    {
        using Plane<ushort> rounded = Plane<ushort>.Rent(plane.Height, plane.Width);
        for (int i = 0; i < rounded.PixelCount; i++)
        {
            rounded.Buffer[i] = (ushort)Math.Clamp(MathF.Round(plane.Buffer[i]), 0f, ushort.MaxValue);
        }
        WriteWhole(path, rounded, options);
    }

    /// <summary>Writes a plane as it is, compressed.</summary>
    public static void WriteWhole(string path, Plane plane, SimulationOptions options)
    {
        TiffOptions tiff = new() { PixelSizeUm = options.PixelSizeUm, Compression = TiffCompression.Deflate };
        Replace(path, part => ImageFile.WriteTiff(part, plane, tiff));
    }

    /// <summary>Writes a text as UTF-8.</summary>
    public static void WriteText(string path, string text) => Replace(path, part => File.WriteAllText(part, text));

    private static void Write(string path, Plane plane, TiffOptions tiff, FieldDamage? damage)
    {
        ImageFile.WriteTiff(path, plane, tiff);
        if (damage == FieldDamage.Truncated)
        {
            using FileStream stream = new(path, FileMode.Open, FileAccess.Write);
            stream.SetLength(stream.Length / 2);
        }
    }

    private static void Replace(string path, Action<string> write)
    {
        string part = path + ".part";
        write(part);
        File.Move(part, path, overwrite: true);
    }

    // A closed shutter: the camera's black level everywhere.
    private static Plane<ushort> Dark(Plane<ushort> plane)
    {
        Plane<ushort> dark = Plane<ushort>.Rent(plane.Height, plane.Width);
        dark.Pixels.Fill(3);
        return dark;
    }

    private static string Description(SimulationOptions options)
    {
        string calibration = options.PixelSizeUm.ToString("0.######");
        int bits = options.BitDepth == 8 ? 8 : 16;
        return $"""
            <MetaData>
            <prop id="Description" type="string" value="Simulated plate {options.PlateId}"/>
            <PlaneInfo>
            <prop id="pixel-size-x" type="int" value="{options.WidthPx}"/>
            <prop id="pixel-size-y" type="int" value="{options.HeightPx}"/>
            <prop id="bits-per-pixel" type="int" value="{bits}"/>
            <prop id="spatial-calibration-state" type="bool" value="on"/>
            <prop id="spatial-calibration-x" type="float" value="{calibration}"/>
            <prop id="spatial-calibration-y" type="float" value="{calibration}"/>
            <prop id="spatial-calibration-units" type="string" value="um"/>
            <prop id="image-name" type="string" value="{ImageXpressHtd.ModalityName(options.Mode)}"/>
            </PlaneInfo>
            </MetaData>
            """;
    }
}

using System.Globalization;
using CellCluster.Imaging;
using CellCluster.Plates;

namespace CellCluster.Pipeline;

/// <summary>What the images of a folder share, learned from all of them before the first is segmented: illumination, level.</summary>
/// <remarks>Owns the flat field: dispose it. Thread-safe.</remarks>
/// <param name="field">Null where images are taken as they are.</param>
/// <param name="level">Null where each image has a threshold of its own.</param>
public sealed class SetSurvey(FlatField? field, SharedLevel? level) : IDisposable
{
    /// <summary>Nothing is shared.</summary>
    public static SetSurvey None { get; } = new(null, null);

    /// <summary>The illumination.</summary>
    public FlatField? Field { get; } = field;

    /// <summary>The level.</summary>
    public SharedLevel? Level { get; } = level;

    /// <summary>Why an image of this size cannot be corrected; null where it can.</summary>
    public GapReason? WhyNot(int height, int width) => Field is { Gain: var gain } && (gain.Height != height || gain.Width != width)
        ? new GapReason(GapCode.WrongSize, $"found {height}x{width} px, the flat field is one of {gain.Height}x{gain.Width}, the size of most images; segment other sizes by themselves")
        : null;

    /// <summary>The plane that is segmented and measured: float, corrected where there is a flat field.</summary>
    /// <param name="raw">As stored; of the flat field's size.</param>
    /// <returns>A plane that the receiver drops, and the pixels below the dark level, which became 0; null without a flat field.</returns>
    public (Plane<float> Plane, long? ClampedPixelCount) Prepare(Plane raw)
    {
        ArgumentNullException.ThrowIfNull(raw);
        Plane<float> plane = raw is Plane<float> floats ? floats.Retain() : raw.ToFloat();
        if (Field is null)
        {
            return (plane, null);
        }
        using (plane)
        {
            var corrected = Plane<float>.Rent(plane.Height, plane.Width);
            return (corrected, Field.Apply(plane, corrected).ClampedPixelCount);
        }
    }

    /// <summary>What the journal keeps of it.</summary>
    /// <param name="images">Identity of the images it was learned from.</param>
    public SurveyRecord Record(string images) =>
        new(images, Level, Field is null ? null : new FlatFieldRecord(ContentHash.Of(Field.Gain), Field.DarkLevel, Field.FieldCount, Field.SmallestGain, Field.LargestGain));

    /// <inheritdoc/>
    public void Dispose() => Field?.Dispose();
}

/// <summary>What a run's images share, as the journal keeps it. Results of another survey are not mixed with these.</summary>
/// <param name="Images">SHA-256 over names, sizes and times of all images.</param>
/// <param name="Level">The level.</param>
/// <param name="FlatField">The illumination.</param>
public sealed record SurveyRecord(string Images, SharedLevel? Level, FlatFieldRecord? FlatField)
{
    /// <summary>What was learned, a line each, for a person.</summary>
    public IEnumerable<string> Remarks()
    {
        if (FlatField is { } field)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"flat field of {field.ImageCount} images: gain {field.SmallestGain:0.000} to {field.LargestGain:0.000}, dark level {field.DarkLevel}");
        }
        if (Level is { } level)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"shared threshold of {level.ImageCount} images: {level.Method} {level.Value}, valley depth {level.Score:0.000}");
        }
    }
}

/// <summary>A flat field's origin.</summary>
/// <param name="GainSha256">Content hash of the gain.</param>
/// <param name="DarkLevel">Subtracted first, grey levels.</param>
/// <param name="ImageCount">Images it was learned from.</param>
/// <param name="SmallestGain">Smallest value, mean 1.</param>
/// <param name="LargestGain">Largest value.</param>
public sealed record FlatFieldRecord(string GainSha256, double DarkLevel, int ImageCount, double SmallestGain, double LargestGain);

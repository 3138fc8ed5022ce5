using System.CommandLine;
using System.Globalization;
using System.Reflection;
using CellCluster.Analysis;
using CellCluster.Pipeline;

namespace CellCluster.Cli;

/// <summary>The options of segmentation on the command line: one per property of the organelles' option records.</summary>
/// <remarks>Names, forms and defaults are taken from the records, so that they cannot differ; only the words for people are here.</remarks>
internal sealed class SegmentationFlags
{
    private static readonly (string Property, string Words)[] s_table =
    [
        ("Threshold", "How foreground is told from background."),
        ("Level", "The level of threshold level, in units of the image: one that images share."),
        ("Declumping", "How touching nuclei are told apart."),
        ("LocalBlockPx", "Side of the local threshold's neighbourhood, px, odd: about three object diameters."),
        ("MinAreaUm2", "Smallest object, um^2; counts where the pixel size is known."),
        ("MaxAreaUm2", "Largest object, um^2; counts where the pixel size is known."),
        ("MinAreaPx", "Smallest object, px; counts where the pixel size is unknown; 0 for nuclei: by their magnification class."),
        ("MaxAreaPx", "Largest object, px; counts where the pixel size is unknown."),
        ("MinSolidity", "Smallest area over convex hull area, 0..1; 0 turns the filter off."),
        ("PeakShare", "Where the local rule fired, an object ends below this share of its own peak, 0..0.9; 0 turns it off."),
        ("BallRadiusUm", "Radius of the rolling ball, um; counts where the pixel size is known."),
        ("BallRadiusPx", "Radius of the rolling ball, px; counts where the pixel size is unknown."),
        ("BallHeight", "Height of the rolling ball as a share of the plane's range; 0 is a flat disk."),
        ("BallShrink", "Factor by which the plane is shrunk before the ball is rolled; 1 is exact."),
        ("ClipPercentile", "Percentile of the plane without background below which nothing counts, 0..99.9."),
    ];

    private readonly List<(string Property, Option<string?> Option)> _options = [.. s_table.Select(row => (row.Property, Make(row.Property, row.Words)))];

    /// <summary>Properties that have an option; every property of the records has one.</summary>
    public static IReadOnlyList<string> Properties { get; } = [.. s_table.Select(row => row.Property)];

    /// <summary>Adds all of them.</summary>
    public void AddTo(Command command)
    {
        foreach ((_, Option<string?> option) in _options)
        {
            command.Options.Add(option);
        }
    }

    /// <summary>The options as asked for.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="organelle">Whose options they are.</param>
    /// <param name="faults">Every fault is added.</param>
    public SegmentationOptions Of(ParseResult parsed, Organelle organelle, List<string> faults)
    {
        object record = Defaults(organelle);
        foreach ((string property, Option<string?> option) in _options)
        {
            if (parsed.Given(option) is not { } text)
            {
                continue;
            }
            if (record.GetType().GetProperty(property) is not { } target)
            {
                faults.Add($"{option.Name}: {organelle.ToText()} has no such option");
            }
            else if (Read(target.PropertyType, text) is { } value)
            {
                target.SetValue(record, value);
            }
            else
            {
                faults.Add($"{option.Name}: found '{text}', expected {Form(target.PropertyType)}");
            }
        }
        if (record is NucleiOptions { Threshold: ThresholdMethod.Level } && parsed.Given(_options.Single(row => row.Property == nameof(NucleiOptions.Level)).Option) is null)
        {
            faults.Add("--threshold level needs --level X, the grey level above which pixels are objects; add it or choose another --threshold");
        }
        SegmentationOptions options = organelle switch
        {
            Organelle.Nuclei => new SegmentationOptions { Nuclei = (NucleiOptions)record },
            Organelle.Er => new SegmentationOptions { Er = (ErOptions)record },
            _ => new SegmentationOptions { Golgi = (GolgiOptions)record },
        };
        faults.AddRange(options.Faults().Select(fault => WithOptionName(fault[(fault.IndexOf('.', StringComparison.Ordinal) + 1)..])));
        return options;
    }

    /// <summary>Names of options in um or um^2 that were given: they count only where the pixel size is known.</summary>
    public IReadOnlyList<string> LimitsInUm(ParseResult parsed) =>
    [
        .. _options.Where(row => (row.Property.EndsWith("Um", StringComparison.Ordinal) || row.Property.EndsWith("Um2", StringComparison.Ordinal)) && parsed.Given(row.Option) is not null)
            .Select(row => row.Option.Name),
    ];

    /// <summary><c>LocalBlockPx</c> is <c>--local-block-px</c>.</summary>
    internal static string OptionName(string property) =>
        "--" + string.Concat(property.Select((c, i) => char.IsUpper(c) ? $"{(i > 0 ? "-" : "")}{char.ToLowerInvariant(c)}" : c.ToString()));

    /// <summary>Faults name the property, as in LocalBlockPx 4 is not odd; whoever typed it knows the option.</summary>
    internal static string WithOptionName(string fault) =>
        string.Join(' ', fault.Split(' ').Select(word => Properties.Contains(word, StringComparer.Ordinal) || word == nameof(ImageSetOptions.SharedThreshold) ? OptionName(word) : word));

    private static Option<string?> Make(string property, string words)
    {
        (Organelle Organelle, PropertyInfo Property)[] owners =
            [.. Enum.GetValues<Organelle>().Select(organelle => (organelle, Defaults(organelle).GetType().GetProperty(property)!)).Where(owner => owner.Item2 is not null)];
        Type type = owners[0].Property.PropertyType;
        string[] defaults = [.. owners.Select(owner => $"{owner.Organelle.ToText()} {Word(owner.Property.GetValue(Defaults(owner.Organelle))!)}")];
        bool same = owners.Length == OrganelleNames.All.Count && defaults.Select(text => text.Split(' ')[1]).Distinct(StringComparer.Ordinal).Count() == 1;
        var option = new Option<string?>(OptionName(property))
        {
            HelpName = type.IsEnum ? string.Join('|', Words(type)) : type == typeof(bool) ? "true|false" : type == typeof(int) ? "N" : "X",
            Description = $"{words} Default: {(same ? defaults[0].Split(' ')[1] : string.Join(", ", defaults))}.",
        };
        if (type.IsEnum)
        {
            option.CompletionSources.Add([.. Words(type)]);
        }
        return option;
    }

    private static object? Read(Type type, string text)
    {
        if (type.IsEnum)
        {
            return text.All(c => char.IsLetter(c) || c == '-') && Enum.TryParse(type, text.Replace("-", "", StringComparison.Ordinal), ignoreCase: true, out object? word) ? word : null;
        }
        return type == typeof(bool) ? (bool.TryParse(text, out bool yes) ? yes : null)
            : type == typeof(int) ? (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int whole) ? whole : null)
            : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double real) && !double.IsNaN(real) ? real : null;
    }

    private static string Form(Type type) =>
        type.IsEnum ? $"one of {string.Join(", ", Words(type))}" : type == typeof(bool) ? "true or false" : type == typeof(int) ? "a whole number" : "a number";

    private static IEnumerable<string> Words(Type type) => Enum.GetNames(type).Select(Kebab);

    private static string Word(object value) => value switch
    {
        Enum word => Kebab(word.ToString()),
        double real => double.IsPositiveInfinity(real) ? "none" : real.ToString(CultureInfo.InvariantCulture),
        int.MaxValue => "none",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!.ToLowerInvariant(),
    };

    private static string Kebab(string name) => OptionName(name)[2..];

    private static object Defaults(Organelle organelle) => organelle switch
    {
        Organelle.Nuclei => new NucleiOptions(),
        Organelle.Er => new ErOptions(),
        _ => new GolgiOptions(),
    };
}

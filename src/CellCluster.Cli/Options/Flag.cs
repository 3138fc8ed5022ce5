using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace CellCluster.Cli;

/// <summary>Makes options whose faults say what was found and what is expected.</summary>
internal static class Flag
{
    /// <summary>Free text.</summary>
    public static Option<string?> Text(string name, string placeholder, string description) =>
        new(name) { HelpName = placeholder, Description = description };

    /// <summary>One of a few words.</summary>
    public static Option<string?> Choice(string name, string description, params string[] words)
    {
        var option = new Option<string?>(name)
        {
            HelpName = string.Join('|', words),
            Description = description,
            CustomParser = result => Take(result, name, $"one of {string.Join(", ", words)}", text => words.Contains(text, StringComparer.OrdinalIgnoreCase) ? text.ToLowerInvariant() : null),
        };
        option.CompletionSources.Add(words);
        return option;
    }

    /// <summary>A whole number.</summary>
    public static Option<int?> Whole(string name, string placeholder, string description, int low, int high) => new(name)
    {
        HelpName = placeholder,
        Description = description,
        CustomParser = result => Take<int?>(result, name, high == int.MaxValue ? $"a whole number from {low} on" : $"a whole number of {low}..{high}",
            text => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value) && value >= low && value <= high ? value : null),
    };

    /// <summary>A number.</summary>
    public static Option<double?> Real(string name, string placeholder, string description, double above, double high) => new(name)
    {
        HelpName = placeholder,
        Description = description,
        CustomParser = result => Take<double?>(result, name, high == double.MaxValue ? $"a number above {above}" : $"a number above {above}, to {high}",
            text => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && value > above && value <= high ? value : null),
    };

    /// <summary>A number whose range the simulator checks.</summary>
    public static Option<double?> Number(string name, string placeholder, string description) => new(name)
    {
        HelpName = placeholder,
        Description = description,
        CustomParser = result => Take<double?>(result, name, "a number",
            text => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value) ? value : null),
    };

    /// <summary>Yes or no.</summary>
    public static Option<bool> Switch(string name, string description) => new(name) { Description = description };

    /// <summary>A value of its own form.</summary>
    /// <param name="name">With its dashes.</param>
    /// <param name="placeholder">In help.</param>
    /// <param name="description">In help.</param>
    /// <param name="expected">The form, for errors.</param>
    /// <param name="read">Null for a text that is not of the form.</param>
    public static Option<T?> Value<T>(string name, string placeholder, string description, string expected, Func<string, T?> read)
        where T : class =>
        new(name) { HelpName = placeholder, Description = description, CustomParser = result => Take(result, name, expected, read) };

    private static T? Take<T>(ArgumentResult result, string name, string expected, Func<string, T?> read)
    {
        string text = result.Tokens.Count > 0 ? result.Tokens[0].Value : "";
        T? value = read(text);
        if (value is null)
        {
            result.AddError($"{name}: found '{text}', expected {expected}");
        }
        return value;
    }
}

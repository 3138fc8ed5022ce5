namespace CellCluster.Analysis;

/// <summary>What an output channel of a network predicts.</summary>
public enum Organelle
{
    /// <summary>Nuclei: compact, convex, one or more per cell.</summary>
    Nuclei,

    /// <summary>Endoplasmic reticulum: a sheet around the nucleus.</summary>
    Er,

    /// <summary>Golgi apparatus: bright ribbons beside the nucleus.</summary>
    Golgi,
}

/// <summary>The names of organelles in files, tables and on the command line.</summary>
public static class OrganelleNames
{
    /// <summary>All names, in the order of the enumeration.</summary>
    public static IReadOnlyList<string> All { get; } = ["nuclei", "er", "golgi"];

    /// <summary>nuclei, er or golgi.</summary>
    public static string ToText(this Organelle organelle) => All[(int)organelle];

    /// <summary>The organelle of a name (case does not matter).</summary>
    /// <exception cref="FormatException">The name is none of <see cref="All"/>.</exception>
    public static Organelle Parse(string name)
    {
        for (int i = 0; i < All.Count; i++)
        {
            if (string.Equals(All[i], name, StringComparison.OrdinalIgnoreCase))
            {
                return (Organelle)i;
            }
        }
        throw new FormatException($"'{name}' is no organelle; one of {string.Join(", ", All)} is expected.");
    }
}

namespace CellCluster.Grains;

/// <summary>What a silo does for the cluster.</summary>
[Flags]
public enum SiloRoles
{
    /// <summary>Nothing: it only joins.</summary>
    None = 0,

    /// <summary>Plates, batches, the directory of lanes, events.</summary>
    Plate = 1,

    /// <summary>Takes fields on their way; only together with <see cref="Inference"/>, because planes do not travel.</summary>
    Image = 2,

    /// <summary>Owns devices.</summary>
    Inference = 4,

    /// <summary>Segments and measures stored predictions for other silos.</summary>
    Analysis = 8,

    /// <summary>Everything: the only silo of a cluster.</summary>
    All = Plate | Image | Inference | Analysis,
}

/// <summary>The text form of roles on command lines and in a silo's metadata.</summary>
public static class SiloRolesText
{
    /// <summary>The key of the roles in Orleans' silo metadata.</summary>
    public const string MetadataKey = "cellcluster.roles";

    private static readonly (SiloRoles Role, string Text)[] s_roles =
    [
        (SiloRoles.Plate, "plate"), (SiloRoles.Image, "image"), (SiloRoles.Inference, "inference"), (SiloRoles.Analysis, "analysis"),
    ];

    /// <summary>Such as <c>plate,analysis</c>.</summary>
    public static string ToText(this SiloRoles roles) => string.Join(',', s_roles.Where(role => roles.HasFlag(role.Role)).Select(role => role.Text));

    /// <summary>Reads the text form.</summary>
    /// <exception cref="FormatException">A word is no role; the roles are named.</exception>
    public static SiloRoles Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        SiloRoles roles = SiloRoles.None;
        var unknown = new List<string>();
        foreach (string word in Words(text))
        {
            (SiloRoles role, string? found) = Find(word);
            roles |= role;
            if (found is null)
            {
                unknown.Add($"'{word}'");
            }
        }
        return unknown.Count == 0
            ? roles
            : throw new FormatException($"found {string.Join(", ", unknown)}, expected words of {string.Join(", ", s_roles.Select(known => known.Text))}, divided by commas");
    }

    /// <summary>The roles that this program knows among those that another silo has; a newer one may have more.</summary>
    public static SiloRoles ParseKnown(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Words(text).Aggregate(SiloRoles.None, (roles, word) => roles | Find(word).Role);
    }

    private static string[] Words(string text) => text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static (SiloRoles Role, string? Text) Find(string word) => Array.Find(s_roles, role => role.Text.Equals(word, StringComparison.OrdinalIgnoreCase));
}

namespace CellCluster.Pipeline;

/// <summary>The names of lanes and slots, which are grain keys.</summary>
/// <remarks>A lane is <c>silo/device</c> in a cluster (<c>gpu-a/cuda:0</c>) and a plain device (<c>cpu:0</c>) in a cluster of one silo. A slot is
/// <c>lane#slot</c>. Names of silos hold neither slash nor hash.</remarks>
public static class SlotName
{
    private const char SlotMark = '#';
    private const char SiloMark = '/';

    /// <summary>The slot of a lane, counted from 0.</summary>
    public static string Of(string lane, int slot) => $"{lane}{SlotMark}{slot}";

    /// <summary>The lane of a slot; a lane's own name as it is.</summary>
    public static string LaneOf(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return key.IndexOf(SlotMark, StringComparison.Ordinal) is var mark and >= 0 ? key[..mark] : key;
    }

    /// <summary>The name of the silo that a lane or slot belongs to; null where the name holds none: the only silo there is.</summary>
    public static string? SiloOf(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return key.IndexOf(SiloMark, StringComparison.Ordinal) is var mark and >= 0 ? key[..mark] : null;
    }

    /// <summary>The kind of the lane's device: its name before the colon, <c>cpu</c> or <c>cuda</c>.</summary>
    public static string DeviceKindOf(string key)
    {
        string lane = LaneOf(key);
        return lane[(lane.IndexOf(SiloMark, StringComparison.Ordinal) + 1)..].Split(':')[0];
    }

    /// <summary>The lane of a device on a silo; a null silo gives the plain device.</summary>
    public static string Lane(string? silo, string device) => silo is null ? device : $"{silo}{SiloMark}{device}";
}

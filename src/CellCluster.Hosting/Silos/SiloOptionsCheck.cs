using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using CellCluster.Grains;

namespace CellCluster.Hosting;

/// <summary>Finds everything that is wrong with the options of a silo before anything is touched.</summary>
public static partial class SiloOptionsCheck
{
    private const SiloRoles LaneRoles = SiloRoles.Image | SiloRoles.Inference;

    /// <summary>One line for each fault; empty when there is none.</summary>
    public static IReadOnlyList<string> Faults(SiloOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return [.. Identity(options), .. Lanes(options), .. Addresses(options), .. Limits(options)];
    }

    private static IEnumerable<string> Identity(SiloOptions options)
    {
        if (!Name().IsMatch(options.Name))
        {
            yield return $"--name: found '{options.Name}', expected 1 to 63 letters, digits, '-', '_' or '.'";
        }
        if (!Name().IsMatch(options.ClusterId))
        {
            yield return $"--cluster-id: found '{options.ClusterId}', expected 1 to 63 letters, digits, '-', '_' or '.'";
        }
    }

    private static IEnumerable<string> Lanes(SiloOptions options)
    {
        if (options.Roles == SiloRoles.None)
        {
            yield return "--roles: found none, expected some of plate, image, inference, analysis";
        }
        SiloRoles lanes = options.Roles & LaneRoles;
        if (lanes is not (SiloRoles.None or LaneRoles))
        {
            yield return "--roles: image and inference go together, because a field is worked on beside its lane; name both or neither";
        }
        if (lanes != SiloRoles.None && options.Lanes.Count == 0)
        {
            yield return "--lanes: found none, expected devices such as cpu:0,cpu:1 or cuda:0, because the roles image and inference need them";
        }
        if (lanes == SiloRoles.None && options.Lanes.Count > 0)
        {
            yield return $"--lanes: found {string.Join(',', options.Lanes)}, expected none without the roles image and inference";
        }
        foreach (string lane in options.Lanes.Where(lane => !Device().IsMatch(lane)))
        {
            yield return $"--lanes: found '{lane}', expected cpu:N or cuda:N";
        }
        foreach (string twice in options.Lanes.GroupBy(lane => lane, StringComparer.Ordinal).Where(group => group.Count() > 1).Select(group => group.Key))
        {
            yield return $"--lanes: {twice} is named twice; a device is one lane";
        }
    }

    private static IEnumerable<string> Addresses(SiloOptions options)
    {
        (string Name, int Port)[] ports =
        [
            ("--silo-port", options.SiloPort),
            ("--gateway-port", options.GatewayPort),
            ("--http", options.HttpAddress?.Port ?? 0),
            ("--dashboard", options.DashboardAddress?.Port ?? 0),
        ];
        foreach ((string name, int port) in ports.Where(port => port.Port is < 0 or > 65535))
        {
            yield return $"{name}: found the port {port.ToString(CultureInfo.InvariantCulture)}, expected 0 to 65535 (0: a free one)";
        }
        foreach (IGrouping<int, string> same in ports.Where(port => port.Port > 0).GroupBy(port => port.Port, port => port.Name).Where(group => group.Count() > 1))
        {
            yield return $"{string.Join(" and ", same)} name the same port {same.Key}; give each one of its own";
        }
        if (options.AdvertisedIp is { } ip && (ip.Equals(IPAddress.Any) || ip.Equals(IPAddress.IPv6Any)))
        {
            yield return $"--advertise: found {ip}, expected the address at which the other silos reach this one";
        }
    }

    private static IEnumerable<string> Limits(SiloOptions options)
    {
        if (options.DrainLimit < TimeSpan.FromSeconds(1) || options.DrainLimit > TimeSpan.FromHours(1))
        {
            yield return $"--drain-seconds: found {options.DrainLimit.TotalSeconds:0.###}, expected 1 to 3600";
        }
        if (options.SlotsPerLane is < 1 or > 16)
        {
            yield return $"--slots: found {options.SlotsPerLane}, expected 1 to 16";
        }
        if (options.MemoryBytes is < 1)
        {
            yield return "--memory-mb: expected at least 1";
        }
        if (options.ScaleMax < 1)
        {
            yield return $"--scale-max: found {options.ScaleMax}, expected at least 1";
        }
    }

    [GeneratedRegex(@"\A[A-Za-z0-9._-]{1,63}\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Name();

    [GeneratedRegex(@"\A(cpu|cuda):(0|[1-9][0-9]{0,3})\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Device();
}

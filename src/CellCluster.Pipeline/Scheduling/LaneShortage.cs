namespace CellCluster.Pipeline;

/// <summary>Says in one line why no lane can serve a plate.</summary>
internal static class LaneShortage
{
    public static string Describe(SlotRequest request, IReadOnlyList<BrokerLane> lanes, DateTimeOffset now, BrokerTimes times)
    {
        BrokerLane[] ofKind = [.. lanes.Where(lane => lane.Report.DeviceKind == request.DeviceKind)];
        if (ofKind.Length == 0)
        {
            string kinds = string.Join(", ", lanes.Select(lane => lane.Report.DeviceKind).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
            return $"no lane of device {request.DeviceKind} is in the cluster ({(kinds.Length == 0 ? "it has no lanes" : $"it has {kinds}")}); start a silo that owns one";
        }
        return $"no lane of device {request.DeviceKind} can serve the plate: {string.Join("; ", ofKind.Select(lane => $"{lane.Name} {Why(request, lane, now, times)}"))}";
    }

    private static string Why(SlotRequest request, BrokerLane lane, DateTimeOffset now, BrokerTimes times)
    {
        if (lane.Silo is { } silo && request.ExcludedSilos.Contains(silo, StringComparer.Ordinal))
        {
            return "is on a silo that cannot work on this plate";
        }
        if (request.Profile is { } wanted && lane.Report.Profile is { } has && has != wanted)
        {
            return $"computes as {has.Name} {has.Version} {has.Architecture}, the plate is pinned to {wanted.Name} {wanted.Version} {wanted.Architecture}";
        }
        return lane.Report.Fault ?? (lane.IsDraining ? "drains" : now - lane.SeenAt > times.ReportLimit ? "has not been reported for a while" : "is not open");
    }
}

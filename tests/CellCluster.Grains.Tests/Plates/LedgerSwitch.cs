using System.Reflection;
using System.Runtime.ExceptionServices;
using CellCluster.Pipeline;

namespace CellCluster.Grains.Tests.Plates;

/// <summary>A ledger that can be taken away for a while, as when its database is restarted.</summary>
public class LedgerSwitch : DispatchProxy
{
    private ILedger _inner = null!;

    /// <summary>While true every call fails.</summary>
    public bool IsAway { get; set; }

    /// <summary>The one operation that fails while the others go through; null: none.</summary>
    public string? Refused { get; set; }

    /// <summary>Calls that failed.</summary>
    public int RefusedCount { get; private set; }

    /// <summary>Puts a switch before a ledger.</summary>
    public static ILedger Before(ILedger inner)
    {
        ILedger ledger = Create<ILedger, LedgerSwitch>();
        ((LedgerSwitch)(object)ledger)._inner = inner;
        return ledger;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        if (IsAway || targetMethod!.Name == Refused)
        {
            RefusedCount++;
            throw new LedgerUnavailableException("test", "it is being restarted");
        }
        try
        {
            return targetMethod!.Invoke(_inner, args);
        }
        catch (TargetInvocationException error)
        {
            ExceptionDispatchInfo.Throw(error.InnerException!);
            throw;
        }
    }
}

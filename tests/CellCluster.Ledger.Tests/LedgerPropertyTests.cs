using CellCluster.Pipeline;
using CellCluster.Plates;
using CsCheck;
using static CellCluster.Ledger.Tests.LedgerExamples;

namespace CellCluster.Ledger.Tests;

/// <summary>Random sequences of calls give the same answers and leave the same state as the rules written down plainly.</summary>
public abstract class LedgerPropertyTests
{
    private const string Seed = "0000KOIPe3n2";
    private static readonly FieldKey[] Keys = Fields(3);

    /// <summary>An empty ledger. The test disposes.</summary>
    protected abstract Task<ILedger> OpenLedgerAsync();

    /// <summary>How many sequences are tried.</summary>
    protected abstract int Sequences { get; }

    [Fact]
    public async Task AnySequenceOfCalls_EqualsTheModel()
    {
        ILedger ledger = await OpenLedgerAsync();
        await using (ledger)
        {
            int plates = 0;
            Gen<(int Kind, int Field, int Choice)[]> sequences = Gen.Select(Gen.Int[0, 15], Gen.Int[0, Keys.Length - 1], Gen.Int[0, 11]).Array[5, 60];
            await sequences.SampleAsync(
                async calls =>
                {
                    string plate = $"P{Interlocked.Increment(ref plates)}";
                    ModelLedger model = new(Keys);
                    await ledger.OpenPlateAsync(Plate(Keys.Length, plate), CancellationToken.None);
                    await ledger.TakeEpochAsync(plate, "test", CancellationToken.None);
                    model.TakeEpoch();
                    for (int i = 0; i < calls.Length; i++)
                    {
                        (string expected, string actual) = await CallAsync(ledger, model, plate, calls[i]);
                        Assert.True(expected == actual, $"call {i} {calls[i]}: the model says {expected}, the ledger {actual}");
                    }
                    List<FieldRecord> fields = await ledger.ReadFieldsAsync(plate, CancellationToken.None).ToListAsync();
                    string described = string.Join('\n', fields.Select(field => ModelLedger.Line(
                        field.Key, field.State, field.Attempts, field.LostAttempts, field.Outcome?.Claim.Attempt, field.Outcome?.Claim.LostAttempts)));
                    Assert.Equal(string.Join('\n', model.Describe()), described);
                    PlateRecord record = (await ledger.FindPlateAsync(plate, CancellationToken.None))!;
                    Assert.Equal((model.State, model.Revision), (record.State, record.Revision));
                },
                seed: Seed, iter: Sequences, threads: 1);
        }
    }

    private static async Task<(string Expected, string Actual)> CallAsync(
        ILedger ledger, ModelLedger model, string plate, (int Kind, int Field, int Choice) call)
    {
        CancellationToken none = CancellationToken.None;
        long epoch = call.Choice == 0 ? model.Epoch - 1 : model.Epoch;
        // Attempts 1 to 6: some open, some closed long ago, some never claimed.
        FieldClaim claim = new(Keys[call.Field], (call.Choice / 2) + 1, call.Choice % 2);
        FieldKey[] asked = [Keys[call.Field], Keys[(call.Field + call.Choice) % Keys.Length]];
        return call.Kind switch
        {
            0 or 1 => (Text(() => model.TakeEpochAgain()), await TextAsync(() => ledger.TakeEpochAsync(plate, "test", none))),
            <= 6 => (Text(() => Join(model.Claim(epoch, asked))), await TextAsync(async () => Join(await ledger.ClaimAsync(plate, epoch, asked, none)))),
            <= 8 => (Text(() => model.Fail(epoch, claim)), await TextAsync(() => ledger.FailAttemptAsync(plate, epoch, claim, "reason", none))),
            9 => (Text(() => model.Return(epoch, claim)), await TextAsync(() => ledger.ReturnAsync(plate, epoch, [claim], none))),
            10 => (Text(() => model.Commit(epoch, claim, FieldState.Done)), await TextAsync(() => ledger.CommitFieldAsync(plate, epoch, Done(claim), none))),
            11 => (Text(() => model.Commit(epoch, claim, FieldState.Gap)), await TextAsync(() => ledger.CommitFieldAsync(plate, epoch, Gap(claim), none))),
            12 => await CompleteAsync(ledger, model, plate, epoch),
            13 => (Text(() => model.Reopen(epoch)), await TextAsync(() => ledger.ReopenGapsAsync(plate, epoch, none))),
            14 when call.Choice < 6 => (Text(() => model.Cancel(epoch)), await TextAsync(() => ledger.CancelPlateAsync(plate, epoch, none))),
            15 when call.Choice < 2 => await ForgetAsync(ledger, model, plate),
            _ => (Text(model.Open), await TextAsync(async () => { await ledger.OpenPlateAsync(Plate(Keys.Length, plate), none); })),
        };
    }

    private static async Task<(string Expected, string Actual)> CompleteAsync(ILedger ledger, ModelLedger model, string plate, long epoch)
    {
        PlateState state = model.EndState;
        return (Text(() => model.Complete(epoch)), await TextAsync(async () =>
            (await ledger.CompletePlateAsync(plate, epoch, new PlateCompletion(state, "aa", []), CancellationToken.None)).Revision));
    }

    private static async Task<(string Expected, string Actual)> ForgetAsync(ILedger ledger, ModelLedger model, string plate)
    {
        model.ForgetAndOpen();
        await ledger.ForgetPlateAsync(plate, CancellationToken.None);
        await ledger.OpenPlateAsync(Plate(Keys.Length, plate), CancellationToken.None);
        return ("", "");
    }

    private static string Join(IEnumerable<FieldClaim> claims) => string.Join("; ", claims);

    private static string Text(Action call) => Text(() =>
    {
        call();
        return "";
    });

    private static string Text<T>(Func<T> call)
    {
        try
        {
            return $"{call()}";
        }
        catch (Exception exception) when (exception is StaleEpochException or InvalidOperationException)
        {
            return exception.GetType().Name;
        }
    }

    private static Task<string> TextAsync(Func<Task> call) => TextAsync(async () =>
    {
        await call();
        return "";
    });

    private static async Task<string> TextAsync<T>(Func<Task<T>> call)
    {
        try
        {
            return $"{await call()}";
        }
        catch (Exception exception) when (exception is StaleEpochException or InvalidOperationException)
        {
            return exception.GetType().Name;
        }
    }
}

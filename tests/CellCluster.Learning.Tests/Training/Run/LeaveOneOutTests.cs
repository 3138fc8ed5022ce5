using CellCluster.Pipeline;

namespace CellCluster.Learning.Tests.Training.Run;

public class LeaveOneOutTests
{
    [Fact]
    public void Run_AllExperiments_TrainsEachWithoutItAndSkipsFinishedOnes()
    {
        using TemporaryFolder folder = new();
        TrainingRequest request = SmallPairs.Request(folder, fieldCount: 3) with { Out = folder.File("runs") };
        List<string> told = [];
        Run(request, told);
        Assert.Equal(["E0 False", "E1 False", "E2 False"], told);
        string[] table = File.ReadAllLines(Path.Combine(request.Out, LeaveOneOut.TableName));
        Assert.Equal("experiment,fields,pearson_nuclei,objectF1_nuclei,detectionF1_nuclei", table[0]);
        Assert.Equal(["E0", "E1", "E2"], table[1..].Select(static row => row.Split(',')[0]));
        Assert.Contains("experiment=E1", ModelFile.ReadCard(Path.Combine(request.Out, "E1.safetensors")).Training!.Split, StringComparison.Ordinal);

        File.Delete(Path.Combine(request.Out, "E1.validation.csv")); // as if killed before the end
        told.Clear();
        Run(request, told);
        Assert.Equal(["E0 True", "E1 False", "E2 True"], told);
        Assert.Equal(table, File.ReadAllLines(Path.Combine(request.Out, LeaveOneOut.TableName)));

        Assert.Contains("another run", Assert.Throws<TrainingInputException>(
            () => Run(request with { Options = request.Options with { Seed = 99 } }, told)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("E9", 3, "E9 is not in")]
    [InlineData(null, 1, "at least two are needed")]
    public void Run_NothingToLeaveOut_IsRefused(string? experiment, int fieldCount, string why)
    {
        using TemporaryFolder folder = new();
        TrainingRequest request = SmallPairs.Request(folder, fieldCount) with { Out = folder.File("runs") };
        Assert.Contains(why, Assert.Throws<TrainingInputException>(() => LeaveOneOut.Run(
            request, experiment is null ? null : [experiment], null, null, TimeProvider.System, CancellationToken.None)).Message, StringComparison.Ordinal);
    }

    private static void Run(TrainingRequest request, List<string> told) =>
        LeaveOneOut.Run(request, null, (name, finished) => told.Add($"{name} {finished}"), null, TimeProvider.System, CancellationToken.None);
}

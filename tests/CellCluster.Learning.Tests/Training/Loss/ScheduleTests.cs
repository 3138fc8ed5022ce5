namespace CellCluster.Learning.Tests.Training.Loss;

public class ScheduleTests
{
    [Fact]
    public void LearningRate_WarmsUpPeaksAndFallsToAHundredth()
    {
        LearningRateSchedule schedule = new(Peak: 1e-3, WarmupSteps: 4, Steps: 104);
        Assert.Equal([0.2e-3, 0.4e-3, 0.6e-3, 0.8e-3, 1e-3], Enumerable.Range(0, 5).Select(schedule.At), Near);
        Assert.Equal(1e-5, schedule.At(103), 9);
        Assert.Equal(0.505e-3, (schedule.At(53) + schedule.At(54)) / 2, 6); // half way: the mean of peak and last
        Assert.All(Enumerable.Range(5, 98), step => Assert.True(schedule.At(step) < schedule.At(step - 1)));
    }

    [Fact]
    public void LearningRate_OneStepWithoutWarmup_IsThePeak() => Assert.Equal(0.1, new LearningRateSchedule(0.1, 0, 1).At(0), 9);

    [Fact]
    public void EarlyStopping_WithoutNewBest_IsSpentAfterItsPatience()
    {
        EarlyStopping state = EarlyStopping.Start(2).After(10, 1.0);
        Assert.True(state.IsBest);
        state = state.After(20, 0.9).After(30, 0.95);
        Assert.False(state.IsSpent);
        Assert.False(state.IsBest);
        state = state.After(40, double.NaN);
        Assert.True(state.IsSpent);
        Assert.Equal((0.9, 20), (state.BestLoss, state.BestStep));
    }

    [Fact]
    public void EarlyStopping_PatienceZero_NeverStops()
    {
        EarlyStopping state = EarlyStopping.Start(0).After(1, 1);
        for (int i = 2; i < 100; i++)
        {
            state = state.After(i, 2);
        }
        Assert.False(state.IsSpent);
    }

    private static bool Near(double a, double b) => Math.Abs(a - b) < 1e-12;
}

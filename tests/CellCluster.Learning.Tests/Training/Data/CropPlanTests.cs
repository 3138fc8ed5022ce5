namespace CellCluster.Learning.Tests.Training.Data;

public class CropPlanTests
{
    // a b      c a                mirrored, then turned: b a -> d b
    // c d  ->  d b  turned by 90                          d c    c a
    [Theory]
    [InlineData(0, false, "abcd")]
    [InlineData(1, false, "cadb")]
    [InlineData(2, false, "dcba")]
    [InlineData(3, false, "bdac")]
    [InlineData(0, true, "badc")]
    [InlineData(1, true, "dbca")]
    public void Cut_TurnedAndMirrored_PlacesPixels(int turns, bool mirrored, string expected)
    {
        Half[] source = "abcd".Select(static c => (Half)(float)c).ToArray();
        float[] crop = new float[4];
        (CropPlan.Plain(0, 0, 0) with { QuarterTurns = turns, Mirrored = mirrored }).Cut(source, 2, 2, 2, crop);
        Assert.Equal(expected, string.Concat(crop.Select(static v => (char)v)));
    }

    [Fact]
    public void Cut_Plain_CopiesPixels()
    {
        TrainingField field = Fields.Noise(40, 50, seed: 1);
        float[] crop = new float[16 * 16];
        CropPlan.Plain(0, 7, 11).Cut(field.Input, 40, 50, 16, crop);
        for (int y = 0; y < 16; y++)
        {
            for (int x = 0; x < 16; x++)
            {
                Assert.Equal((float)field.Input[((y + 7) * 50) + x + 11], crop[(y * 16) + x]);
            }
        }
    }

    [Fact]
    public void Cut_RampMagnified_StaysALinearRampOfThatSlope()
    {
        Half[] ramp = new Half[64 * 64];
        for (int i = 0; i < ramp.Length; i++)
        {
            ramp[i] = (Half)(i % 64);
        }
        float[] crop = new float[32 * 32];
        new CropPlan(0, 5, 8, 1.25, 0, false, 1, 0).Cut(ramp, 64, 64, 32, crop);
        for (int x = 0; x < 32; x++)
        {
            Assert.Equal(8 + ((x + 0.5) / 1.25) - 0.5, crop[(3 * 32) + x], 4);
        }
    }

    [Fact]
    public void Batches_AnyDraw_KeepsInputAndTargetRegistered()
    {
        // The target is the input itself: after undoing contrast and brightness both crops must agree.
        TrainingField field = Fields.Noise(80, 64, seed: 2);
        CropBatches batches = new([field with { Targets = [field.Input] }], 32);
        for (int step = 0; step < 40; step++)
        {
            CropPlan[] plans = batches.DrawPlans(seed: 5, step, batchSize: 2, new AugmentationOptions());
            (TorchSharp.torch.Tensor input, TorchSharp.torch.Tensor target) = batches.Cut(plans);
            using (input)
            using (target)
            {
                float[] a = input.data<float>().ToArray();
                float[] b = target.data<float>().ToArray();
                for (int i = 0; i < a.Length; i++)
                {
                    CropPlan plan = plans[i / (32 * 32)];
                    Assert.Equal((b[i] * plan.Contrast) + plan.Brightness, a[i], 5);
                }
            }
        }
    }

    [Fact]
    public void Draw_AnyStep_StaysInTheFieldAndInRange()
    {
        TrainingField[] fields = [Fields.Noise(33, 70, seed: 3), Fields.Noise(200, 40, seed: 4)];
        HashSet<int> seen = [];
        for (int step = 0; step < 500; step++)
        {
            CropPlan plan = CropPlan.Draw(new StepRandom(1, step, 0), fields, 32, new AugmentationOptions());
            double window = 32 / plan.Scale;
            Assert.InRange(plan.Scale, 0.8 - 1e-9, 1.25 + 1e-9);
            Assert.InRange(plan.Y, 0, fields[plan.Field].Height - window + 1e-9);
            Assert.InRange(plan.X, 0, fields[plan.Field].Width - window + 1e-9);
            seen.Add((plan.Field * 8) + (plan.QuarterTurns * 2) + (plan.Mirrored ? 1 : 0));
        }
        Assert.Equal(16, seen.Count);
    }

    [Fact]
    public void Draw_SameSeedStepAndIndex_GivesSameCropInAnyOrder()
    {
        CropBatches batches = new([Fields.Noise(64, 64, seed: 5)], 32);
        CropPlan[] later = batches.DrawPlans(9, 17, 3, new AugmentationOptions());
        batches.DrawPlans(9, 3, 3, new AugmentationOptions());
        Assert.Equal(later, batches.DrawPlans(9, 17, 3, new AugmentationOptions()));
        Assert.NotEqual(later, batches.DrawPlans(10, 17, 3, new AugmentationOptions()));
        Assert.Distinct(later);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(8)]
    [InlineData(30)]
    public void FixedPlans_AnyCount_AreInsideDistinctAndAtMostThatMany(int most)
    {
        CropBatches batches = new([Fields.Noise(64, 90, seed: 6), Fields.Noise(70, 64, seed: 7), Fields.Noise(200, 200, seed: 8)], 32);
        IReadOnlyList<CropPlan> plans = batches.FixedPlans(most);
        Assert.InRange(plans.Count, 1, most);
        Assert.Distinct(plans);
        Assert.Equal(Math.Min(3, most), plans.Select(static p => p.Field).Distinct().Count());
        Assert.All(plans, static p => Assert.True(p.Y >= 0 && p.X >= 0));
    }
}

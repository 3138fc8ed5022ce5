namespace CellCluster.Learning;

/// <summary>How a network is trained. All faults are reported at once by <see cref="Check"/>.</summary>
public sealed record TrainingOptions
{
    /// <summary>Feature channels per level, the last one the bottom; multiples of 16. Default 16, 32, 64, 128, 256.</summary>
    public IReadOnlyList<int> Widths { get; init; } = [16, 32, 64, 128, 256];

    /// <summary>Share of feature values dropped in training, 0..0.9. Default 0.</summary>
    public double Dropout { get; init; }

    /// <summary>Side of a square crop, px; a multiple of 2^depth. Default 256.</summary>
    public int CropPx { get; init; } = 256;

    /// <summary>Crops in a step, 1..1024. Default 4.</summary>
    public int BatchSize { get; init; } = 4;

    /// <summary>Optimiser steps, above 0; the learning rate falls over them. Default 2000.</summary>
    public int Steps { get; init; } = 2000;

    /// <summary>Stop after this time, minutes, with what is best so far; 0 for no limit. Default 0.</summary>
    public double MaxMinutes { get; init; }

    /// <summary>Decides initial weights, crops, augmentation and dropout. Default 1.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>What is minimised. Default both.</summary>
    public LossKind Loss { get; init; } = LossKind.Both;

    /// <summary>Weight of 1 - Pearson in the sum, 0..1; the rest is the mean squared error. Default 0.5.</summary>
    public double PearsonWeight { get; init; } = 0.5;

    /// <summary>Peak learning rate, above 0. Default 1e-3.</summary>
    public double LearningRate { get; init; } = 1e-3;

    /// <summary>Steps over which the rate rises to its peak. Default 50.</summary>
    public int WarmupSteps { get; init; } = 50;

    /// <summary>Factor of sum |w| in the loss, from 0. Default 0.</summary>
    public double L1 { get; init; }

    /// <summary>Factor of sum w^2 / 2 in the loss, from 0. Default 0.</summary>
    public double L2 { get; init; }

    /// <summary>Decoupled weight decay, from 0. Default 1e-2.</summary>
    public double WeightDecay { get; init; } = 1e-2;

    /// <summary>Validations without a new best before training stops; 0 never stops early. Default 0.</summary>
    public int Patience { get; init; }

    /// <summary>Steps between validations (and checkpoints). Default 100.</summary>
    public int ValidateEvery { get; init; } = 100;

    /// <summary>Most crops of one validation, spread evenly over the validation fields. Default 32.</summary>
    public int ValidationCrops { get; init; } = 32;

    /// <summary>Variation of the crops.</summary>
    public AugmentationOptions Augmentation { get; init; } = new();

    /// <summary>libtorch threads; runs of the same seed agree bit for bit with one. Default 1.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>Everything wrong with the options; empty when they can be used.</summary>
    public IReadOnlyList<string> Faults()
    {
        List<string> faults = [];
        if (Widths.Count < 2 || Widths.Any(static w => w <= 0 || w % 16 != 0))
        {
            faults.Add($"widths {string.Join(',', Widths)}: at least two multiples of 16 are expected");
        }
        int multiple = 1 << (Math.Max(1, Widths.Count) - 1);
        Require(CropPx >= multiple && CropPx % multiple == 0, $"crop {CropPx} px is not a multiple of {multiple}, which {Widths.Count} widths need");
        Require(Dropout is >= 0 and <= 0.9, $"dropout {Dropout} is not in 0..0.9");
        Require(BatchSize is >= 1 and <= 1024, $"batch {BatchSize} is not in 1..1024");
        Require(Steps >= 1, $"steps {Steps} is below 1");
        Require(MaxMinutes >= 0, $"max-minutes {MaxMinutes} is below 0");
        Require(PearsonWeight is >= 0 and <= 1, $"weight {PearsonWeight} is not in 0..1");
        Require(LearningRate is > 0 and < 1, $"lr {LearningRate} is not between 0 and 1");
        Require(WarmupSteps >= 0, $"warmup {WarmupSteps} is below 0");
        Require(L1 >= 0 && L2 >= 0 && WeightDecay >= 0, $"l1 {L1}, l2 {L2} and weight-decay {WeightDecay} must not be below 0");
        Require(Patience >= 0, $"patience {Patience} is below 0");
        Require(ValidateEvery >= 1, $"validate-every {ValidateEvery} is below 1");
        Require(ValidationCrops >= 1, $"validation-crops {ValidationCrops} is below 1");
        Require(Threads >= 1, $"threads {Threads} is below 1");
        faults.AddRange(Augmentation.Faults());
        return faults;

        void Require(bool holds, string fault)
        {
            if (!holds)
            {
                faults.Add(fault);
            }
        }
    }

    /// <summary>Throws when the options cannot be used.</summary>
    /// <exception cref="TrainingInputException">At least one fault; all of them are named.</exception>
    public void Check()
    {
        IReadOnlyList<string> faults = Faults();
        if (faults.Count > 0)
        {
            throw new TrainingInputException($"training options: {string.Join("; ", faults)}");
        }
    }
}

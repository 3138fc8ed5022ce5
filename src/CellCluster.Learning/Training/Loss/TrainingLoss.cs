using TorchSharp;
using static TorchSharp.torch;

namespace CellCluster.Learning;

/// <summary>What is minimised.</summary>
public enum LossKind
{
    /// <summary>Mean squared error.</summary>
    Mse,

    /// <summary>1 - Pearson correlation.</summary>
    Pearson,

    /// <summary>The weighted sum of both.</summary>
    Both,
}

/// <summary>The losses. Prediction and target are (N, C, H, W) float32; the result is a scalar tensor of the same graph.</summary>
public static class TrainingLoss
{
    /// <summary>Added to each variance under the root of the correlation, in squared units of the normalised stain.</summary>
    /// <remarks>Of the size of camera noise (0.01 squared), so that a crop without a cell, whose correlation is chance, weighs little; a crop with cells (variance near 0.04) changes by 0.25 %.</remarks>
    public const double VarianceEpsilon = 1e-4;

    /// <summary>Mean over all crops, channels and pixels of (prediction - target)^2.</summary>
    public static Tensor Mse(Tensor prediction, Tensor target) => (prediction - target).square().mean();

    /// <summary>1 - r, averaged over crops and channels; r = cov / sqrt((var p + eps) (var t + eps)) over the pixels of one crop and channel.</summary>
    /// <remarks>The root is missing in the source's print of this formula. eps is <see cref="VarianceEpsilon"/>.</remarks>
    public static Tensor Pearson(Tensor prediction, Tensor target)
    {
        Tensor p = Centred(prediction); // (N, C, H * W)
        Tensor t = Centred(target);
        Tensor covariance = (p * t).mean([2]); // (N, C)
        Tensor variances = (p.square().mean([2]) + VarianceEpsilon) * (t.square().mean([2]) + VarianceEpsilon);
        return 1 - (covariance / variances.sqrt()).mean();
    }

    /// <summary>The loss of a kind; for <see cref="LossKind.Both"/> pearsonWeight * Pearson + (1 - pearsonWeight) * Mse.</summary>
    public static Tensor Of(LossKind kind, double pearsonWeight, Tensor prediction, Tensor target) => kind switch
    {
        LossKind.Mse => Mse(prediction, target),
        LossKind.Pearson => Pearson(prediction, target),
        LossKind.Both => (pearsonWeight * Pearson(prediction, target)) + ((1 - pearsonWeight) * Mse(prediction, target)),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "no such loss"),
    };

    /// <summary>l1 * sum |w| + l2 / 2 * sum w^2 over the given weights, or null when both factors are 0.</summary>
    public static Tensor? Penalty(IEnumerable<Tensor> weights, double l1, double l2)
    {
        if (l1 == 0 && l2 == 0)
        {
            return null;
        }
        Tensor sum = torch.zeros(1).squeeze();
        foreach (Tensor weight in weights)
        {
            sum = l1 == 0 ? sum : sum + (l1 * weight.abs().sum());
            sum = l2 == 0 ? sum : sum + (0.5 * l2 * weight.square().sum());
        }
        return sum;
    }

    private static Tensor Centred(Tensor planes)
    {
        Tensor flat = planes.flatten(2);
        return flat - flat.mean([2], keepdim: true);
    }
}

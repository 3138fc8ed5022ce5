using TorchSharp;
using static TorchSharp.torch;

namespace CellCluster.Learning;

/// <summary>Cuts the crops of a step and lays them out as tensors.</summary>
internal sealed class CropBatches
{
    private readonly IReadOnlyList<TrainingField> _fields;
    private readonly int _cropPx;
    private readonly int _channelCount;

    public CropBatches(IReadOnlyList<TrainingField> fields, int cropPx)
    {
        _fields = fields;
        _cropPx = cropPx;
        _channelCount = fields[0].Targets.Count;
    }

    /// <summary>The crops of one training step.</summary>
    public CropPlan[] DrawPlans(long seed, int step, int batchSize, AugmentationOptions augmentation)
    {
        CropPlan[] plans = new CropPlan[batchSize];
        for (int i = 0; i < batchSize; i++)
        {
            plans[i] = CropPlan.Draw(new StepRandom(seed, step, i), _fields, _cropPx, augmentation);
        }
        return plans;
    }

    /// <summary>Unvaried crops spread evenly over fields and within them; the same ones at every call.</summary>
    public IReadOnlyList<CropPlan> FixedPlans(int mostCrops)
    {
        List<CropPlan> plans = [];
        int fieldCount = Math.Min(mostCrops, _fields.Count);
        int perField = Math.Max(1, mostCrops / _fields.Count);
        int side = (int)Math.Ceiling(Math.Sqrt(perField));
        for (int i = 0; i < fieldCount; i++)
        {
            int index = (int)((long)i * _fields.Count / fieldCount);
            TrainingField field = _fields[index];
            for (int k = 0; k < perField; k++)
            {
                // Evenly spread cells of a side x side grid; with perField = side^2 all of them.
                int cell = (int)((long)k * side * side / perField);
                int y = (int)((field.Height - _cropPx) * ((cell / side) + 0.5) / side);
                int x = (int)((field.Width - _cropPx) * ((cell % side) + 0.5) / side);
                plans.Add(CropPlan.Plain(index, y, x));
            }
        }
        return plans;
    }

    /// <summary>Cuts crops: input (N, 1, crop, crop) and target (N, C, crop, crop), float32; the caller's dispose scope owns them.</summary>
    public (Tensor Input, Tensor Target) Cut(IReadOnlyList<CropPlan> plans)
    {
        int pixels = _cropPx * _cropPx;
        float[] input = new float[plans.Count * pixels];
        float[] target = new float[plans.Count * _channelCount * pixels];
        for (int n = 0; n < plans.Count; n++)
        {
            CropPlan plan = plans[n];
            TrainingField field = _fields[plan.Field];
            Span<float> crop = input.AsSpan(n * pixels, pixels);
            plan.Cut(field.Input, field.Height, field.Width, _cropPx, crop);
            for (int i = 0; i < crop.Length; i++)
            {
                crop[i] = (crop[i] * plan.Contrast) + plan.Brightness;
            }
            for (int c = 0; c < _channelCount; c++)
            {
                plan.Cut(field.Targets[c], field.Height, field.Width, _cropPx, target.AsSpan(((n * _channelCount) + c) * pixels, pixels));
            }
        }
        return (ToTensor(input, 1), ToTensor(target, _channelCount));

        Tensor ToTensor(float[] values, int channels)
        {
            Tensor tensor = torch.empty(plans.Count, channels, _cropPx, _cropPx);
            tensor.data<float>().CopyFrom(values);
            return tensor;
        }
    }
}

using CellCluster.Pipeline;
using TorchSharp;
using static TorchSharp.torch;

namespace CellCluster.Learning;

/// <summary>Trains a network: crops, loss, optimiser, validation, best weights, checkpoints.</summary>
/// <remarks>
/// With one thread the same options and fields give the same weights bit for bit, and a run that was interrupted and resumed from a checkpoint
/// gives those of an undisturbed one: everything random is a function of (seed, step), and a checkpoint holds weights, moments and counters.
/// One instance, one run, one thread. Dropout draws from libtorch's only generator: nothing else in the process may draw meanwhile.
/// </remarks>
internal sealed class Trainer : IDisposable
{
    private readonly TrainingOptions _options;
    private readonly TimeProvider _time;
    private readonly CropBatches _training;
    private readonly CropBatches _validation;
    private readonly AdamW _optimiser;
    private readonly IReadOnlyList<Tensor> _penalised;
    private readonly LearningRateSchedule _schedule;
    private readonly List<LossPoint> _history = [];
    private WeightSnapshot _best;
    private EarlyStopping _stopping;
    private int _step;
    private TimeSpan _earlier = TimeSpan.Zero;

    /// <param name="initial">Weights to begin with, or null for random ones.</param>
    public Trainer(
        TrainingOptions options, IReadOnlyList<TrainingField> train, IReadOnlyList<TrainingField> validate, UNet? initial, TimeProvider time)
    {
        options.Check();
        _options = options;
        _time = time;
        TorchRuntime.UseThreads(options.Threads);
        _training = new CropBatches(train, options.CropPx);
        _validation = new CropBatches(validate, options.CropPx);
        Network = initial ?? new UNet(new NetworkShape(options.Widths, options.Dropout), train[0].Targets.Count, options.Seed);
        (string Name, Tensor Weight)[] weights = Network.named_parameters().Select(static p => (p.name, (Tensor)p.parameter)).ToArray();
        _optimiser = new AdamW(weights, options.WeightDecay);
        _penalised = weights.Where(static w => w.Weight.dim() > 1).Select(static w => w.Weight).ToArray();
        _schedule = new LearningRateSchedule(options.LearningRate, options.WarmupSteps, options.Steps);
        _stopping = EarlyStopping.Start(options.Patience);
        _best = WeightSnapshot.Of(Network);
    }

    /// <summary>The network; after <see cref="Run"/> it has the best weights.</summary>
    public UNet Network { get; }

    /// <summary>All validations so far.</summary>
    public IReadOnlyList<LossPoint> History => _history;

    /// <summary>The step of the best validation.</summary>
    public int BestStep => _stopping.BestStep;

    /// <summary>Steps done.</summary>
    public int StepsDone => _step;

    /// <summary>Goes on where a checkpoint stopped.</summary>
    public void Resume(TrainingCheckpoint checkpoint)
    {
        checkpoint.Weights.CopyTo(Network);
        _best.Dispose();
        _best = checkpoint.Best;
        _optimiser.Restore(checkpoint.Moments, checkpoint.Step);
        _step = checkpoint.Step;
        _stopping = checkpoint.Stopping with { Patience = _options.Patience };
        _history.AddRange(checkpoint.History);
        _earlier = TimeSpan.FromSeconds(checkpoint.Seconds);
    }

    /// <summary>Trains to the end that comes first and puts the best weights into the network.</summary>
    /// <param name="progress">Called on this thread.</param>
    /// <param name="save">Stores a checkpoint after each validation, or null.</param>
    /// <exception cref="TrainingInputException">The loss is no number any more.</exception>
    public TrainingEnd Run(Action<TrainingProgress>? progress, Action<TrainingCheckpoint>? save, CancellationToken cancel)
    {
        long started = _time.GetTimestamp();
        int firstStep = _step;
        double lossSum = 0;
        int lossCount = 0;
        TrainingEnd end = TrainingEnd.AllSteps;
        while (_step < _options.Steps)
        {
            double rate = _schedule.At(_step);
            lossSum += TakeStep(rate);
            lossCount++;
            _step++;
            TimeSpan sitting = _time.GetElapsedTime(started);
            bool timeUsed = _options.MaxMinutes > 0 && (_earlier + sitting).TotalMinutes >= _options.MaxMinutes;
            LossPoint? point = null;
            if (_step % _options.ValidateEvery == 0 || _step == _options.Steps)
            {
                point = new LossPoint(_step, lossSum / lossCount, ValidationLoss(), rate, (_earlier + sitting).TotalSeconds);
                Keep(point);
            }
            if (point is not null || _step % TrainingProgress.EverySteps == 0)
            {
                progress?.Invoke(ProgressOf(point, lossSum / lossCount, rate, _earlier + sitting, sitting / (_step - firstStep)));
            }
            if (point is not null)
            {
                (lossSum, lossCount) = (0, 0);
                save?.Invoke(Checkpoint(_earlier + sitting));
            }
            if (_stopping.IsSpent)
            {
                end = TrainingEnd.EarlyStopping;
                break;
            }
            // Both stops keep what the last checkpoint has: the steps after it are repeated by the next sitting, so that it equals an undisturbed run.
            if (timeUsed || cancel.IsCancellationRequested)
            {
                end = timeUsed ? TrainingEnd.TimeUsed : TrainingEnd.Cancelled;
                break;
            }
        }
        if (_stopping.BestStep < 0)
        {
            Keep(new LossPoint(_step, lossSum / Math.Max(1, lossCount), ValidationLoss(), _schedule.At(_step), (_earlier + _time.GetElapsedTime(started)).TotalSeconds));
        }
        _best.CopyTo(Network);
        return end;
    }

    public void Dispose()
    {
        _optimiser.Dispose();
        _best.Dispose();
        Network.Dispose();
    }

    private double TakeStep(double rate)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        Network.train();
        _ = torch.random.manual_seed(unchecked((long)(new StepRandom(_options.Seed, _step, -1).Next() >> 1))); // for dropout
        (Tensor input, Tensor target) = _training.Cut(_training.DrawPlans(_options.Seed, _step, _options.BatchSize, _options.Augmentation));
        _optimiser.ClearGradients();
        Tensor loss = TrainingLoss.Of(_options.Loss, _options.PearsonWeight, Network.forward(input), target);
        Tensor? penalty = TrainingLoss.Penalty(_penalised, _options.L1, _options.L2);
        (penalty is null ? loss : loss + penalty).backward();
        double value = loss.item<float>();
        if (!double.IsFinite(value))
        {
            throw new TrainingInputException($"the loss is {value} at step {_step + 1}: training has diverged; lower the learning rate (now {rate:G3}) or look for pixels that are no numbers");
        }
        _optimiser.Apply(rate);
        return value;
    }

    private double ValidationLoss()
    {
        Network.eval();
        using IDisposable noGrad = torch.no_grad();
        IReadOnlyList<CropPlan> plans = _validation.FixedPlans(_options.ValidationCrops);
        double sum = 0;
        foreach (CropPlan[] batch in plans.Chunk(_options.BatchSize))
        {
            using DisposeScope scope = torch.NewDisposeScope();
            (Tensor input, Tensor target) = _validation.Cut(batch);
            sum += batch.Length * (double)TrainingLoss.Of(_options.Loss, _options.PearsonWeight, Network.forward(input), target).item<float>();
        }
        return sum / plans.Count;
    }

    private void Keep(LossPoint point)
    {
        _history.Add(point);
        _stopping = _stopping.After(point.Step, point.ValidationLoss);
        if (_stopping.IsBest)
        {
            _best.Dispose();
            _best = WeightSnapshot.Of(Network);
        }
    }

    private TrainingProgress ProgressOf(LossPoint? point, double loss, double rate, TimeSpan elapsed, TimeSpan perStep)
    {
        TimeSpan left = perStep * (_options.Steps - _step);
        if (_options.MaxMinutes > 0)
        {
            TimeSpan allowed = TimeSpan.FromMinutes(_options.MaxMinutes) - elapsed;
            left = left < allowed ? left : allowed;
        }
        return new TrainingProgress(
            _step, _options.Steps, loss, point, point is not null && _stopping.IsBest, rate, elapsed, left > TimeSpan.Zero ? left : TimeSpan.Zero);
    }

    private TrainingCheckpoint Checkpoint(TimeSpan elapsed) =>
        new(_step, WeightSnapshot.Of(Network), _best, _optimiser.State().ToArray(), _stopping, _history, elapsed.TotalSeconds);
}

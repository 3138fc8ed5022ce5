using CellCluster.Grains;
using CellCluster.Hosting;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace CellCluster.Cli;

/// <summary>Shows a run while it goes on, on the error stream.</summary>
internal abstract class RunView : IAsyncDisposable
{
    private PlateStatus? _latest;

    /// <summary>The view for a terminal: drawn over itself for a person, lines for a pipe or a log, nothing when quiet.</summary>
    public static RunView For(Terminal terminal, OutputStyle style, TimeProvider time) =>
        style.IsQuiet ? new QuietView(terminal)
        : terminal.IsInteractive && !style.IsVerbose ? new LiveView(terminal, time)
        : new LineView(terminal, time);

    /// <summary>Takes a report, several times a second.</summary>
    public void Show(RunProgress progress)
    {
        _latest = progress.Status;
        Draw(progress);
    }

    /// <summary>Says what the first Ctrl-C does.</summary>
    public void AnnounceDrain()
    {
        string work = _latest is { InWorkCount: > 0 } status ? $"finishing {Count.Of(status.InWorkCount, "field", "fields")} in work" : "stopping";
        Say($"{work}; run the same command again to go on; press Ctrl-C again to stop at once");
    }

    /// <summary>Shows a line beside the progress.</summary>
    public void Announce(string line) => Say(line);

    /// <summary>Ends the view.</summary>
    public virtual ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>Draws a report.</summary>
    protected abstract void Draw(RunProgress progress);

    /// <summary>Shows a line.</summary>
    protected abstract void Say(string line);

    private sealed class QuietView(Terminal terminal) : RunView
    {
        protected override void Draw(RunProgress progress)
        {
        }

        protected override void Say(string line) => terminal.Error.WriteLine(line);
    }

    private sealed class LineView(Terminal terminal, TimeProvider time) : RunView
    {
        private static readonly TimeSpan s_every = TimeSpan.FromSeconds(5);
        private static readonly TimeSpan s_everyWhileNothingMoves = TimeSpan.FromMinutes(1);
        private readonly ProgressMeter _meter = new(time);
        private PlatePhase? _phase;
        private long _shown;
        private int _gaps;

        protected override void Draw(RunProgress progress)
        {
            PlateStatus status = progress.Status;
            ProgressFigures figures = _meter.Observe(progress);
            int fresh = Math.Min(_phase is null ? 0 : status.GapCount - _gaps, status.RecentGaps.Count);
            foreach (string gap in status.RecentGaps.TakeLast(Math.Max(0, fresh)))
            {
                Say($"gap: {gap}");
            }
            _gaps = status.GapCount;
            if (!status.WasFinished && (status.Phase != _phase || time.GetElapsedTime(_shown) >= (status.InWorkCount > 0 ? s_every : s_everyWhileNothingMoves)))
            {
                _shown = time.GetTimestamp();
                Say(ProgressText.Line(progress, figures));
            }
            _phase = status.Phase;
        }

        protected override void Say(string line)
        {
            lock (terminal.Error)
            {
                terminal.Error.WriteLine(line);
            }
        }
    }

    private sealed class LiveView : RunView
    {
        private const int BarWidth = 28;
        private const int ShownGaps = 5;
        private readonly ProgressMeter _meter;
        private readonly TaskCompletionSource _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly Task _display;
        private readonly Lock _lock = new();
        private LiveDisplayContext? _context;
        private string? _notice;

        public LiveView(Terminal terminal, TimeProvider time)
        {
            _meter = new ProgressMeter(time);
            _display = terminal.Live().Live(new Text("starting")).AutoClear(true).StartAsync(async context =>
            {
                lock (_lock)
                {
                    _context = context;
                }
                await _end.Task;
            });
        }

        public override async ValueTask DisposeAsync()
        {
            _end.TrySetResult();
            await _display;
        }

        protected override void Draw(RunProgress progress)
        {
            lock (_lock)
            {
                _context?.UpdateTarget(Picture(progress, _meter.Observe(progress)));
            }
        }

        protected override void Say(string line)
        {
            lock (_lock)
            {
                _notice = line;
            }
        }

        private Rows Picture(RunProgress progress, ProgressFigures figures)
        {
            PlateStatus status = progress.Status;
            int settled = status.DoneCount + status.GapCount;
            int filled = status.FieldCount == 0 ? 0 : settled * BarWidth / status.FieldCount;
            var lines = new List<IRenderable>
            {
                new Markup($"[bold]{Markup.Escape(status.PlateId)}[/]  {Markup.Escape(ProgressText.Phase(status))}"),
                new Markup($"[green]{new string('━', filled)}[/][grey]{new string('━', BarWidth - filled)}[/]  {Markup.Escape(ProgressText.Fields(status))}"),
                new Text(ProgressText.Rates(figures)),
            };
            lines.AddRange(status.RecentGaps.TakeLast(ShownGaps).Select(gap => new Markup($"[yellow]gap[/] {Markup.Escape(gap)}")));
            if (_notice is not null)
            {
                lines.Add(new Markup($"[yellow]{Markup.Escape(_notice)}[/]"));
            }
            return new Rows(lines);
        }
    }
}

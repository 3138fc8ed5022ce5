namespace CellCluster.Plates;

/// <summary>What the page of a comparison adds to <see cref="ReportStyle"/>: the look of its figures.</summary>
/// <remarks>Told apart in grey as well: identity dashed, regression and bias thick, limits dotted; bands are the lightest, dots in the middle.</remarks>
internal static class ComparisonStyle
{
    public const string Css = """
        .chart{max-width:440px}.chart text{font-size:12px}
        .chart .fr{fill:none;stroke:#5c6878}.chart .id{stroke:#1b2430;stroke-width:1.2;stroke-dasharray:6 4}
        .chart .rg{stroke:#17515f;stroke-width:2}.chart .lm{stroke:#17515f;stroke-width:1.4;stroke-dasharray:2 3}.chart .ze{stroke:#8b96a3}
        .chart .ci{fill:#cfe0e5;fill-opacity:.75}.chart .pt{fill-opacity:.7}
        .chart .dots{fill:none;stroke:#21718c;stroke-opacity:.45;stroke-width:4;stroke-linecap:round}
        .chart .sw{fill:none;stroke:#0f4655;stroke-opacity:.5;stroke-width:3;stroke-linecap:round}
        .chart .vi{fill:#c3dbe2}.chart .qr{fill:#17515f}
        .chart .nt{fill:#1b2430;paint-order:stroke;stroke:#fff;stroke-width:3px;stroke-linejoin:round}
        .triple{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,300px),1fr));gap:14px 22px;margin-bottom:10px}
        .metric{break-inside:avoid}.metric h3{margin-bottom:2px}
        .num{color:var(--quiet);font-size:14px;margin:0 0 8px;max-width:none}.num b{color:var(--ink);font-weight:600;font-variant-numeric:tabular-nums;white-space:nowrap}
        .legend{color:var(--quiet);font-size:14px}
        td.e{font-variant-numeric:tabular-nums;white-space:nowrap}td.e small{display:block;color:var(--quiet);font-size:12px}
        .tile small{display:block;color:var(--quiet);font-size:12px;font-variant-numeric:tabular-nums}
        @media print{.triple{grid-template-columns:repeat(3,1fr)}}
        """;
}

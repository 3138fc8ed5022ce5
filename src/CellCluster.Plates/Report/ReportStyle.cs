namespace CellCluster.Plates;

/// <summary>The look of the report: one style sheet in the page, no fonts or pictures from elsewhere.</summary>
internal static class ReportStyle
{
    public const string Css = """
        :root{--ink:#1b2430;--quiet:#5c6878;--line:#dfe4ea;--soft:#f5f7f9;--accent:#21718c;--warn:#8a4b00;--warnbg:#fff5e6}
        *{box-sizing:border-box}
        body{margin:0;background:#fff;color:var(--ink);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;-webkit-print-color-adjust:exact;print-color-adjust:exact}
        main{max-width:1180px;margin:0 auto;padding:0 24px 56px}
        header{border-top:5px solid var(--accent);border-bottom:1px solid var(--line);padding:26px 0 20px;margin-bottom:22px}
        .brand{color:var(--accent);font-size:13px;font-weight:600;letter-spacing:.06em;text-transform:uppercase}
        h1{font-size:30px;line-height:1.2;margin:4px 0 8px;overflow-wrap:anywhere}
        h2{font-size:21px;margin:44px 0 4px;padding-top:16px;border-top:1px solid var(--line)}
        h3{font-size:16px;margin:24px 0 8px}
        p{margin:6px 0 12px;max-width:82ch}
        .quiet,figcaption small{color:var(--quiet)}
        .badge{display:inline-block;border:1.5px solid #2c7a4b;color:#205c38;border-radius:99px;padding:1px 12px;font-size:13px;font-weight:600;vertical-align:middle}
        .badge.gaps{border-color:var(--warn);color:var(--warn)}
        .facts{display:flex;flex-wrap:wrap;gap:4px 26px;margin:10px 0 0;padding:0;list-style:none;color:var(--quiet)}
        .facts b{color:var(--ink);font-weight:600}
        .tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(160px,1fr));gap:12px;margin:0 0 22px;padding:0}
        .tile{background:var(--soft);border:1px solid var(--line);border-radius:8px;padding:12px 16px}
        .tile b{display:block;white-space:nowrap;font-size:25px;line-height:1.25;font-variant-numeric:tabular-nums}
        .tile span{color:var(--quiet);font-size:13px}
        .tile.warn{background:var(--warnbg);border-color:#e6c48f}
        .note{background:var(--warnbg);border-left:4px solid #d98a1f;border-radius:0 6px 6px 0;padding:10px 16px;margin:0 0 22px}
        .note ul{margin:4px 0;padding-left:20px}
        nav{display:flex;flex-wrap:wrap;gap:4px 18px;font-size:14px;margin:0 0 10px}
        a{color:var(--accent)}
        .grid{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,480px),1fr));gap:26px 28px}
        .wide{grid-template-columns:minmax(0,1fr)}
        figure{margin:0;min-width:0;break-inside:avoid}
        figcaption{font-weight:600;margin-bottom:6px}
        figcaption small{display:block;font-weight:400;font-size:13px}
        .scroll{overflow-x:auto}
        svg{display:block;width:100%;height:auto;font-family:inherit}
        svg text{font-variant-numeric:tabular-nums}
        .ax{fill:#5c6878}.tx,.dk{fill:#1b2430}.lt{fill:#fff}.no{fill:#c4cbd3}
        .fine{fill:#eef2f5;stroke:#cfd6dd}.some{fill:#fbd9a5;stroke:#8a4b00;stroke-width:1.2}
        .gap{fill:url(#hatch);stroke:#1b2430;stroke-width:1}.mk{fill:#fff;stroke:#1b2430;stroke-width:1.2}
        .gr{stroke:#dfe4ea}.vi{fill:#9cc3cf;stroke:#21718c;stroke-width:1}.qr{fill:#17515f}.md{fill:#fff;stroke:#17515f;stroke-width:1}.pt{fill:#21718c;fill-opacity:.75;stroke:#fff;stroke-width:.7}
        table{border-collapse:collapse;width:100%;font-size:14px}
        th,td{padding:6px 12px 6px 0;text-align:left;vertical-align:top;border-bottom:1px solid var(--line)}
        th{color:var(--quiet);font-weight:600;border-bottom-color:#aab4bf}
        td.n,th.n{text-align:right;font-variant-numeric:tabular-nums}
        td.w{overflow-wrap:anywhere}
        code{font:13px/1.4 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;overflow-wrap:anywhere}
        details{margin:12px 0}summary{cursor:pointer;color:var(--accent);font-weight:600}
        .shots{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,240px),1fr));gap:18px}
        .shots img{display:block;width:100%;height:auto;border:1px solid var(--line);border-radius:4px;image-rendering:auto}
        footer{margin-top:48px;padding-top:14px;border-top:1px solid var(--line);color:var(--quiet);font-size:13px}
        @media (max-width:640px){main{padding:0 14px 40px}h1{font-size:24px}h2{font-size:19px;margin-top:34px}header{padding:18px 0 14px}.tiles{grid-template-columns:repeat(2,1fr)}.tile{padding:10px 12px}.tile b{font-size:21px}th,td{padding-right:9px}.kv td:first-child{width:36%}}
        @media print{main{max-width:none;padding:0}nav{display:none}h2{break-after:avoid}.grid{grid-template-columns:1fr 1fr}.wide{grid-template-columns:1fr}.scroll{overflow:visible}.scroll svg{min-width:0 !important}}
        """;

    /// <summary>The hatching of wells without results: a pattern of the page, once.</summary>
    public const string Patterns = """<svg style="position:absolute;width:0;height:0" aria-hidden="true"><defs><pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="6" height="6" fill="#fff"/><rect width="2" height="6" fill="#cbd3db"/></pattern></defs></svg>""";
}

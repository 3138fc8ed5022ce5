using System.Globalization;
using System.Runtime.CompilerServices;

namespace CellCluster.Plates;

/// <summary>Writes a page so that nothing can be injected: in <c>Write($"…{value}…")</c> the literal text is markup and every value is escaped.</summary>
/// <remarks>Well-formed XML as well as HTML. Characters that XML cannot hold become U+FFFD. Doubles are coordinates: two decimals.</remarks>
internal sealed class HtmlWriter(TextWriter writer)
{
    /// <summary>Markup with escaped values.</summary>
    public void Write([InterpolatedStringHandlerArgument("")] ref Handler markup) => markup.End();

    /// <summary>Markup that holds no value from outside.</summary>
    public void Markup(string constant) => writer.Write(constant);

    private void Escaped(ReadOnlySpan<char> text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            switch (c)
            {
                case '&':
                    writer.Write("&amp;");
                    break;
                case '<':
                    writer.Write("&lt;");
                    break;
                case '>':
                    writer.Write("&gt;");
                    break;
                case '"':
                    writer.Write("&quot;");
                    break;
                case '\'':
                    writer.Write("&#39;");
                    break;
                default:
                    if (char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
                    {
                        writer.Write(c);
                        writer.Write(text[++i]);
                    }
                    else
                    {
                        bool legal = c is '\t' or '\n' || (c >= ' ' && !char.IsSurrogate(c) && c < '\uFFFE');
                        writer.Write(legal ? c : '\uFFFD');
                    }
                    break;
            }
        }
    }

    /// <summary>What the compiler calls for each part of an interpolated string.</summary>
    [InterpolatedStringHandler]
    internal readonly ref struct Handler
    {
        private readonly HtmlWriter _page;

        public Handler(int literalLength, int formattedCount, HtmlWriter page) => _page = page;

        public void AppendLiteral(string markup) => _page.Markup(markup);

        public void AppendFormatted(string? text) => _page.Escaped(text);

        public void AppendFormatted(int number) => _page.Markup(number.ToString(CultureInfo.InvariantCulture));

        public void AppendFormatted(double coordinate) => _page.Markup(coordinate.ToString("0.##", CultureInfo.InvariantCulture));

        public void AppendFormatted(WellId well) => _page.Escaped(well.ToString());

        public void AppendFormatted(FieldKey key) => _page.Escaped(key.ToString());

        internal void End()
        {
        }
    }
}

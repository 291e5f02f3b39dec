import type { Cell, Style } from './screen.js';

/** The panel is dark on every page, so one palette reads well in light and in dark themes. */
const palette = [
  '#6e7681', // black, as grey: it must be seen on the panel
  '#ff7b72',
  '#7ee787',
  '#e3b341',
  '#79c0ff',
  '#d2a8ff',
  '#76e3ea',
  '#c9d1d9',
];
const foreground = '#e6edf3';
const background = '#0d1117';

const fontSize = 14;
/** Width of a character of nearly every monospaced font, as a share of its size. */
const advance = fontSize * 0.6;
const lineHeight = 20;
const margin = 20;

/** A screen as SVG: one line of text a line, one span where the style changes. */
export function drawScreen(
  lines: readonly (readonly Cell[])[],
  columns: number,
  { title, description }: { readonly title: string; readonly description: string },
): string {
  const width = Math.ceil(columns * advance + 2 * margin);
  const height = lines.length * lineHeight + 2 * margin;
  const drawn = lines.map((cells, row) => {
    const y = margin + row * lineHeight + fontSize;
    const spans = runsOf(cells).map(
      ({ column, text, style }) =>
        `<tspan x="${(margin + column * advance).toFixed(1)}"${attributes(style)}>${escaped(text)}</tspan>`,
    );
    return spans.length > 0 ? `<text y="${y}">${spans.join('')}</text>\n` : '';
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="title description" font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="${fontSize}" fill="${foreground}">
<title id="title">${escaped(title)}</title>
<desc id="description">${escaped(description)}</desc>
<rect width="100%" height="100%" rx="8" fill="${background}"/>
<g xml:space="preserve" style="white-space: pre">
${drawn.join('')}</g>
</svg>
`;
}

interface Run {
  readonly column: number;
  readonly text: string;
  readonly style: Style;
}

/** Neighbours of one style. Blanks between two words belong to the first; wide gaps start a new run at its column. */
function runsOf(cells: readonly Cell[]): Run[] {
  const runs: { column: number; text: string; style: Style }[] = [];
  cells.forEach(({ text, style }, column) => {
    const last = runs.at(-1);
    const afterGap = text !== ' ' && last?.text.endsWith('  ');
    if (last && !afterGap && JSON.stringify(last.style) === JSON.stringify(style)) last.text += text;
    else runs.push({ column, text, style });
  });
  return runs.map((run) => ({ ...run, text: run.text.trimEnd() })).filter(({ text }) => text !== '');
}

function attributes({ colour, bold, dim }: Style): string {
  const fill = colour === undefined ? '' : ` fill="${palette[colour % 8]}"`;
  return `${fill}${bold ? ' font-weight="bold"' : ''}${dim ? ' opacity="0.7"' : ''}`;
}

const escaped = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

import { probit } from '../domain/probit.js';

/** A point of a detection error trade-off; shares, 0 to 1. */
interface ErrorPair {
  readonly falseAccept: number;
  readonly miss: number;
}

/** A point that the plot shows beside the curve. */
interface Mark extends ErrorPair {
  readonly label: string;
}

export interface DetPlot {
  readonly title: string;
  /** From the most false accepts to the least. */
  readonly points: readonly ErrorPair[];
  readonly marks: readonly Mark[];
}

/** Shares that both axes show. */
const ticks = [0.001, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.4];
const lowest = 0.0007;
const highest = 0.5;

const percent = (share: number) => `${+(100 * share).toFixed(1)}`;

const describeMark = ({ label, miss, falseAccept }: Mark) =>
  `${label}: ${percent(miss)} % missed, ${percent(falseAccept)} % false accepts`;

const colours = ['#c00', '#080'];

/** Where a share lies on an axis in the scale of the normal distribution: 0 at the lowest, 1 at the highest. */
function place(share: number): number {
  const inside = Math.min(highest, Math.max(lowest, share));
  return (probit(inside) - probit(lowest)) / (probit(highest) - probit(lowest));
}

/** The curve as lines of text, `rows` high: false accepts to the right, misses upwards. Pure. */
export function drawDet({ title, points, marks }: DetPlot, columns = 48, rows = 14): string[] {
  const cells = Array.from({ length: rows }, () => new Array<string>(columns).fill(' '));
  const column = ({ falseAccept }: ErrorPair) => Math.round(place(falseAccept) * (columns - 1));
  const row = ({ miss }: ErrorPair) => rows - 1 - Math.round(place(miss) * (rows - 1));
  for (let i = 1; i < points.length; i++) {
    const [from, to] = [points[i - 1], points[i]];
    for (let x = column(to); x <= column(from); x++) cells[row(from)][x] = '*';
    for (let y = row(to); y <= row(from); y++) cells[y][column(to)] = '*';
  }
  for (const mark of marks) cells[row(mark)][column(mark)] = mark.label[0];
  const labels = new Map(ticks.map((tick) => [row({ miss: tick, falseAccept: 0 }), `${percent(tick)} %`]));
  const axis = new Array<string>(columns + 6).fill(' ');
  for (const tick of ticks)
    [...percent(tick)].forEach((digit, i) => {
      axis[column({ miss: 0, falseAccept: tick }) + i] = digit;
    });
  return [
    title,
    ...cells.map((line, y) => `${(labels.get(y) ?? '').padStart(6)} |${line.join('')}`.trimEnd()),
    `       +${'-'.repeat(columns)}`,
    `        ${axis.join('').trimEnd()} % false accepts`,
    ...marks.map((mark) => `        ${describeMark(mark)}`),
  ];
}

/** The same as a picture of its own. Pure. */
export function drawDetSvg({ title, points, marks }: DetPlot): string {
  const [left, top, size] = [70, 50, 400];
  const x = (falseAccept: number) => +(left + place(falseAccept) * size).toFixed(1);
  const y = (miss: number) => +(top + (1 - place(miss)) * size).toFixed(1);
  const text = (at: string, content: string) => `<text ${at}>${escapeXml(content)}</text>`;
  const grid = ticks.flatMap((tick) => [
    `<path class="grid" d="M${x(tick)} ${top}V${top + size}M${left} ${y(tick)}H${left + size}"/>`,
    text(`x="${x(tick)}" y="${top + size + 18}" text-anchor="middle"`, percent(tick)),
    text(`x="${left - 8}" y="${y(tick) + 4}" text-anchor="end"`, percent(tick)),
  ]);
  // The curve of finitely many scores is a staircase.
  const curve = points
    .map(({ falseAccept, miss }, i) =>
      i === 0 ? `M${x(falseAccept)} ${y(miss)}` : `H${x(falseAccept)}V${y(miss)}`,
    )
    .join('');
  const shown = marks.flatMap((mark, i) => {
    const colour = `fill="${colours[i % colours.length]}"`;
    return [
      `<circle cx="${x(mark.falseAccept)}" cy="${y(mark.miss)}" r="5" ${colour}/>`,
      `<circle cx="${left + 120}" cy="${top + 20 + 20 * i}" r="5" ${colour}/>`,
      text(`x="${left + 132}" y="${top + 24 + 20 * i}"`, describeMark(mark)),
    ];
  });
  return `${[
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 520 520" font-family="sans-serif" font-size="12">',
    '<style>.grid{stroke:#ccc}.curve{stroke:#06c;stroke-width:2;fill:none}svg{background:#fff}</style>',
    text('x="20" y="28" font-size="13"', title),
    ...grid,
    `<path class="curve" d="${curve}"/>`,
    ...shown,
    text(`x="${left + size / 2}" y="${top + size + 40}" text-anchor="middle"`, 'false accepts, %'),
    text(`transform="translate(24 ${top + size / 2}) rotate(-90)" text-anchor="middle"`, 'misses, %'),
    '</svg>',
  ].join('\n')}\n`;
}

const escapeXml = (text: string): string =>
  text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);

import { describe, expect, it } from 'vitest';
import { drawDet, drawDetSvg } from '../../src/report/det-plot.js';

const plot = {
  title: 'net <1>',
  points: [
    { falseAccept: 1, miss: 0 },
    { falseAccept: 0.1, miss: 0.01 },
    { falseAccept: 0.01, miss: 0.1 },
    { falseAccept: 0, miss: 1 },
  ],
  marks: [{ label: 'Equal errors', falseAccept: 0.05, miss: 0.05 }],
};

describe('a curve of errors', () => {
  it('is drawn as text: false accepts to the right, misses upwards', () => {
    const lines = drawDet(plot);
    expect(lines[0]).toBe('net <1>');
    const rowOf = (label: string) => lines.find((line) => line.trimStart().startsWith(`${label} % |`))!;
    expect(rowOf('1')).toContain('****');
    // The mark of 5 % stands right of the point at 1 %.
    expect(rowOf('5').indexOf('E')).toBeGreaterThan(rowOf('10').indexOf('*'));
    expect(lines.at(-2)).toMatch(/0\.1 +0\.5 1 +2 +5 +10 +20 +40 % false accepts$/);
    expect(lines.at(-1)!.trim()).toBe('Equal errors: 5 % missed, 5 % false accepts');
    expect(new Set(lines.slice(1, -3).map((line) => line.indexOf('|')))).toEqual(new Set([7]));
  });

  it('is drawn as a picture, whose title is text', () => {
    const svg = drawDetSvg(plot);
    expect(svg).toContain('net &#60;1&#62;');
    const [, path] = /class="curve" d="M([^"]+)"/.exec(svg)!;
    expect(path.match(/H/g)).toHaveLength(3);
    expect(svg.match(/<circle/g)).toHaveLength(2);
  });
});

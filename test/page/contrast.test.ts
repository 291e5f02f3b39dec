import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { repo } from '../shared.js';

const css = readFileSync(repo('src/page/style/colours.css'), 'utf8');

/** The colours of both modes by their names: `--ink: light-dark(#1e1d1b, #e9e7e3)`. */
const colours = new Map(
  [...css.matchAll(/(--[\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)/g)].map(
    ([, name, light, dark]) => [name, { light, dark }] as const,
  ),
);

/** Relative luminance as in WCAG 2.2. */
function luminance(colour: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(one: string, other: string): number {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

const voices = Array.from({ length: 9 }, (_, i) => `--voice-${i}`);

/** Text and what it stands on. */
const texts: readonly (readonly [text: string, ground: string])[] = [
  ...['--paper', '--panel', '--active', '--now', '--found', '--found-here'].map(
    (ground) => ['--ink', ground] as const,
  ),
  ...['--paper', '--panel', '--active'].flatMap((ground) =>
    ['--quiet', '--link', ...voices].map((text) => [text, ground] as const),
  ),
  ...voices.map((voice) => ['--paper', voice] as const),
  ['--on-accent', '--accent'],
];

describe.each(['light', 'dark'] as const)('the colours of the %s page', (mode) => {
  it('knows its own formula', () => {
    expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 5);
    expect(contrast('#767676', '#ffffff')).toBeCloseTo(4.54, 2);
  });

  it.each(texts)('%s on %s can be read (4.5 : 1)', (text, ground) => {
    expect(contrast(colours.get(text)![mode], colours.get(ground)![mode])).toBeGreaterThanOrEqual(4.5);
  });

  it('let the accent and the bars of the timeline stand out (3 : 1)', () => {
    for (const name of ['--accent', ...voices])
      for (const ground of ['--paper', '--panel', '--active'])
        expect(
          contrast(colours.get(name)![mode], colours.get(ground)![mode]),
          `${name} on ${ground}`,
        ).toBeGreaterThanOrEqual(3);
  });
});

import { describe, expect, it } from 'vitest';
import { milliseconds } from '../../src/domain/time.js';
import { oneLine } from '../../src/domain/visible-text.js';
import { renderEaf } from '../../src/render/eaf.js';
import { renderTextGrid } from '../../src/render/textgrid.js';
import { tiersOf } from '../../src/render/tiers.js';
import { meeting, speaker, turn, wildMeeting, words } from './meetings.js';
import { hasPython, readWithPython } from './read-with-python.js';

const bytes = (text: string) => new TextEncoder().encode(text);
const letters = (text: string) => text.replace(/\s+/g, '');

it('what overlaps inside a tier is cut, and what has no length is joined, so that no word is lost', () => {
  const said = meeting(
    [
      turn('S1', words('One two', 1)),
      { ...turn('S1', words('three', 1.2)), end: 1.5 },
      turn('S2', words('and', 1.1)),
    ],
    [speaker('S1', 'Maya'), speaker('S2', 'Maya')],
  );
  expect(tiersOf(said)).toMatchObject([
    { name: 'Maya', wordsName: 'Maya - words', turns: [{ start: 1000, end: 1550, text: 'One two three' }] },
    { name: 'Maya 2', turns: [{ start: 1100, end: 1350, text: 'and' }] },
  ]);
});

it.each([1, 2, 3, 4, 5, 6])(
  'tiers are disjoint, words lie in their turns, and everything is said (%i)',
  (seed) => {
    const wild = wildMeeting(seed);
    const tiers = tiersOf(wild);
    for (const { turns } of tiers) {
      for (const [i, { start, end, words: said, text }] of turns.entries()) {
        expect(end).toBeGreaterThan(start);
        expect(start).toBeGreaterThanOrEqual(turns[i - 1]?.end ?? 0);
        for (const [j, word] of said.entries()) {
          expect(word.end).toBeGreaterThan(word.start);
          expect(word.start).toBeGreaterThanOrEqual(said[j - 1]?.end ?? start);
          expect(word.end).toBeLessThanOrEqual(end);
        }
        expect(letters(said.map((word) => word.text).join(''))).toBe(letters(text));
      }
    }
    const all = (texts: readonly string[]) =>
      texts
        .map((text) => letters(oneLine(text)))
        .sort()
        .join('');
    const sorted = (text: string) => [...text].sort().join('');
    expect(sorted(all(tiers.flatMap(({ turns }) => turns.map(({ text }) => text))))).toBe(
      sorted(all(wild.turns.map(({ text }) => text))),
    );
  },
);

describe.runIf(hasPython('praatio'))('praatio reads a TextGrid', () => {
  const read = (text: string) =>
    readWithPython(
      bytes(text),
      `from praatio import textgrid
grid = textgrid.openTextgrid(path, includeEmptyIntervals=True, reportingMode="error", duplicateNamesMode="error")
print(json.dumps({"end": grid.maxTimestamp, "tiers": [[tier.name, [[e.start, e.end, e.label] for e in tier.entries]] for tier in grid.tiers]}))`,
    ) as { end: number; tiers: [string, [number, number, string][]][] };

  it('with quotes and line ends in names and words', () => {
    const odd = meeting([turn('S1', words('a "b" = [1]:', 1))], [speaker('S1', 'Maya "M"\nLind')]);
    const { end, tiers } = read(renderTextGrid(odd));
    expect(end).toBe(75.5);
    expect(tiers[0]).toEqual([
      'Maya "M" Lind',
      [
        [0, 1, ''],
        [1, 2.15, 'a "b" = [1]:'],
        [2.15, 75.5, ''],
      ],
    ]);
    expect(tiers[1][1].map(([, , label]) => label).filter(Boolean)).toEqual(['a', '"b"', '=', '[1]:']);
  });

  it.each([1, 2, 3])('however wild (%i)', (seed) => {
    const wild = wildMeeting(seed);
    const expected = tiersOf(wild).map(({ name, turns }) => [
      name,
      turns.map(({ start, text }) => [start, text]),
    ]);
    const found = read(renderTextGrid(wild)).tiers.filter(([name]) => !name.endsWith(' - words'));
    expect(
      found.map(([name, entries]) => [
        name,
        entries.filter(([, , label]) => label !== '').map(([start, , label]) => [milliseconds(start), label]),
      ]),
    ).toEqual(expected);
  });

  it('of a meeting in which nobody speaks', () => {
    expect(read(renderTextGrid(meeting([]))).tiers).toEqual([['speech', [[0, 75.5, '']]]]);
  });
});

describe.runIf(hasPython('xml.etree.ElementTree'))('EAF', () => {
  /** The rules of EAFv3.0.xsd that a writer can break: order, references, times. */
  const checked = `import xml.etree.ElementTree as E
root = E.parse(path).getroot()
order = ["HEADER", "TIME_ORDER", "TIER", "LINGUISTIC_TYPE", "CONSTRAINT"]
places = [order.index(child.tag) for child in root]
assert places == sorted(places)
slots = {s.get("TIME_SLOT_ID"): int(s.get("TIME_VALUE")) for s in root.iter("TIME_SLOT")}
types = {t.get("LINGUISTIC_TYPE_ID"): t.get("CONSTRAINTS") for t in root.iter("LINGUISTIC_TYPE")}
stereotypes = {c.get("STEREOTYPE") for c in root.iter("CONSTRAINT")}
tiers = {t.get("TIER_ID"): t for t in root.iter("TIER")}
ids = [a.get("ANNOTATION_ID") for a in root.iter("ALIGNABLE_ANNOTATION")]
assert len(ids) == len(set(ids)) and len(tiers) == len(list(root.iter("TIER")))
def spans(tier):
  return [(slots[a.get("TIME_SLOT_REF1")], slots[a.get("TIME_SLOT_REF2")]) for a in tier.iter("ALIGNABLE_ANNOTATION")]
for tier in tiers.values():
  constraint = types[tier.get("LINGUISTIC_TYPE_REF")]
  assert (constraint is None) == (tier.get("PARENT_REF") is None)
  for start, end in spans(tier):
    assert start < end
    if constraint:
      assert constraint in stereotypes
      assert any(a <= start and end <= b for a, b in spans(tiers[tier.get("PARENT_REF")]))
print(json.dumps([[t.get("TIER_ID"), t.get("PARTICIPANT"), [v.text for v in t.iter("ANNOTATION_VALUE")]] for t in root.iter("TIER")]))`;

  it('keeps the rules of its schema, and says what was said', () => {
    for (const seed of [1, 2, 3]) {
      const wild = wildMeeting(seed);
      const tiers = readWithPython(bytes(renderEaf(wild)), checked) as [string, string, string[]][];
      expect(
        tiers.filter(([name]) => !name.endsWith(' - words')).map(([name, , said]) => [name, said]),
      ).toEqual(tiersOf(wild).map(({ name, turns }) => [name, turns.map(({ text }) => text)]));
    }
  });

  it('escapes names and words', () => {
    const odd = meeting([turn('S1', words('<b> & "c"', 1))], [speaker('S1', `<Maya> "M" & 'L'`)]);
    expect(readWithPython(bytes(renderEaf(odd)), checked)).toEqual([
      [`<Maya> "M" & 'L'`, `<Maya> "M" & 'L'`, ['<b> & "c"']],
      [`<Maya> "M" & 'L' - words`, `<Maya> "M" & 'L'`, ['<b>', '&', '"c"']],
    ]);
  });
});

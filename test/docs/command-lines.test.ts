import { describe, expect, it } from 'vitest';
import { commandLinesOf, parseArguments, scribeArguments } from './command-lines.js';
import { pages, readPage } from './markdown.js';

const typed = pages.flatMap((page) =>
  commandLinesOf(readPage(page)).flatMap(({ text }) =>
    scribeArguments(text).map((args) => [page, `scribe ${args.join(' ')}`, args] as const),
  ),
);

describe('command lines', () => {
  it.each(typed)('of %s are understood: %s', async (_page, _line, args) => {
    await expect(parseArguments(args)).resolves.toBeUndefined();
  });

  it('are found on many pages', () => {
    expect(new Set(typed.map(([page]) => page)).size).toBeGreaterThan(4);
  });

  it.each([
    'ingest a.ogg --no-such-flag',
    'ingest',
    'transcribe a.ogg',
    'transcript last --format pdf',
    'meetings list --limit many',
  ])('that are not understood are noticed: scribe %s', async (line) => {
    await expect(parseArguments(line.split(' '))).rejects.toThrow();
  });

  it('are read as a shell reads them', () => {
    const line = `A=b npx scribe ingest "x y" --title 'a b' 2>&1 > out.txt | tail -1 && scribe doctor # scribe no`;
    expect(scribeArguments(line)).toEqual([['ingest', 'x y', '--title', 'a b'], ['doctor']]);
    expect(scribeArguments('*/15 * * * * scribe ingest "$HOME/r" --quiet >> "$HOME/log" 2>&1')).toEqual([
      ['ingest', '$HOME/r', '--quiet'],
    ]);
    expect(commandLinesOf('```console\n$ a \\\n  b\nshown\n```\n\n```sh norun\nc\n```\n')).toEqual([
      { text: 'a b', output: ['shown'], runs: true },
      { text: 'c', output: null, runs: false },
    ]);
  });
});

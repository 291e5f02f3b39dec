import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readTrackNames, readTracksOption } from '../../../src/commands/ingest/read-tracks.js';

const folder = mkdtempSync(join(tmpdir(), 'scribe-tracks-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('--tracks', () => {
  it('is a list of files, with the names of those who speak in them', () => {
    expect(readTracksOption(['Maya=a.wav, Tom = b.wav,c.wav'])).toEqual([
      { name: 'Maya', path: 'a.wav' },
      { name: 'Tom', path: 'b.wav' },
      { name: null, path: 'c.wav' },
    ]);
    expect(readTracksOption(['Maya=a.wav', 'b.wav'])).toHaveLength(2);
  });

  it('takes files with commas and equals signs in their names as they stand', () => {
    const odd = join(folder, 'a=1,b=2.wav');
    writeFileSync(odd, '');
    expect(readTracksOption([`Maya=${odd}`, 'b.wav'])[0]).toEqual({ name: 'Maya', path: odd });
    expect(readTracksOption([odd, 'b.wav'])[0]).toEqual({ name: null, path: odd });
  });

  it.each([
    [['a.wav'], 'it must be several files of one conversation'],
    [['a.wav,'], 'each track must be a file'],
    [['Maya=,b.wav'], 'each track must be a file'],
    [['Maya=-,b.wav'], 'standard input cannot be a track'],
    [['Maya=a.wav,maya=b.wav'], 'two of them are called maya'],
    [['Speaker 1=a.wav,b.wav'], 'scribe uses it for voices without a name'],
  ])('refuses %j', (values, problem) => {
    expect(() => readTracksOption(values)).toThrow(problem);
  });
});

describe('--track-names', () => {
  it('names the channels in order, some of them', () => {
    expect(readTrackNames('Maya,Tom')).toEqual(['Maya', 'Tom']);
    expect(readTrackNames(', Tom')).toEqual([null, 'Tom']);
  });

  it.each(['', 'Maya', ',', 'Maya,MAYA'])('refuses "%s"', (text) => {
    expect(() => readTrackNames(text)).toThrow('--track-names is');
  });
});

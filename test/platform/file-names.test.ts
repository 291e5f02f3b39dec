import { describe, expect, it } from 'vitest';
import { fsPath, nameOf, readableName, restoreNames } from '../../src/platform/file-names.js';

const latin = Buffer.from('caf\xe9.flac', 'latin1');
const noise = Buffer.from([0xff, 0xfe, 0x80, 0x2e, 0x77, 0x61, 0x76]);

describe('a name', () => {
  it.each([
    ['UTF-8', Buffer.from('Müller 会議 🌊.wav'), 'Müller 会議 🌊.wav'],
    ['Latin-1', latin, 'caf%E9.flac'],
    ['noise', noise, '%FF%FE%80.wav'],
    ['cut off inside a character', Buffer.from('aü').subarray(0, 2), 'a%C3'],
    ['an overlong slash', Buffer.of(0x61, 0xc0, 0xaf), 'a%C0%AF'],
    ['a surrogate', Buffer.of(0xed, 0xb3, 0xa9), '%ED%B3%A9'],
    ['both', Buffer.concat([Buffer.from('ü'), latin, Buffer.from('🌊')]), 'ücaf%E9.flac🌊'],
    ['with a replacement character of its own', Buffer.from('a\ufffd.wav'), 'a\ufffd.wav'],
  ])('that is %s gives its bytes back, and can be read', (_, bytes, readable) => {
    const name = nameOf(bytes);
    expect(Buffer.from(fsPath(name) as string).equals(bytes)).toBe(true);
    expect(readableName(name)).toBe(readable);
  });
});

describe('restoreNames', () => {
  const commandLine = Buffer.concat(
    [Buffer.from('node'), Buffer.from('ingest'), Buffer.from('a.wav'), latin, noise].flatMap((argument) => [
      argument,
      Buffer.of(0),
    ]),
  );

  it('finds the bytes that Node has lost', () => {
    const given = ['a.wav', latin.toString('utf8'), noise.toString('utf8')];
    expect(restoreNames(given, commandLine)).toEqual(['a.wav', nameOf(latin), nameOf(noise)]);
  });

  it('takes names that look the same one after the other', () => {
    const two = Buffer.from([0xe9, 0, 0xe8, 0]);
    expect(restoreNames(['\ufffd', '\ufffd'], two).map(readableName)).toEqual(['%E9', '%E8']);
  });

  it('leaves what it does not find', () => {
    expect(restoreNames(['x\ufffd', 'y'], commandLine)).toEqual(['x\ufffd', 'y']);
  });
});

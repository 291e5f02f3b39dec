import { nameOf } from '../../src/platform/file-names.js';
import type { Random } from '../../test/fixtures/random.js';
import { pick } from '../case.js';
import { hostileText } from '../hostile-text.js';

/** Bytes of a name, on most file systems. */
const longest = 255;

/** Names that mean something else to a shell, to ffmpeg, to a file system or to a terminal. */
const notable: readonly string[] = [
  ...[
    '-',
    '--',
    '-rf',
    '--json',
    '--out=x',
    '-i',
    '@x',
    '~',
    '~root',
    '$(id)',
    '`id`',
    ';id',
    '|id',
    '*',
    '?',
    '[a]',
    '{a,b}',
    '!(a)',
  ],
  ...[
    'file:',
    'file:a',
    'http:',
    'pipe:1',
    'concat:a|b',
    'subfile,,start,0,end,9,,:a',
    'data:',
    'crypto:a',
    '%d',
    '%03d',
    '%s',
    '%%',
  ],
  ...[
    'con',
    'CON',
    'nul.a',
    'com1',
    'LPT9.x',
    'aux',
    ' a',
    'a ',
    'a.',
    '...',
    '. .',
    'a\\b',
    '..\\..\\a',
    'C:',
    'C:a',
    'a:b',
  ],
  ...[
    '"',
    "'",
    'a\nb',
    'a\tb',
    '\r',
    '\u202egnp',
    '\u001b[2J',
    '\u001b]0;a\u0007',
    '\u009b31m',
    '👩‍👩‍👧',
    'e\u0301',
    '\u00e9',
    '\u2028',
  ],
  ...['transcript.json', '.scribe.json', '__proto__', 'stdin', 'a.scribe'],
];
const raw: readonly (readonly number[])[] = [
  [0xff],
  [0x80],
  [0xc3],
  [0xe2, 0x82],
  [0xed, 0xa0, 0x80],
  [0xf0, 0x9f],
  [0xc0, 0xaf],
];

const endings = ['.ogg', '.ogg', '.ogg', '', '.OGG', '.wav', '. ogg', '.ogg.', '.m3u8', '.txt', '.json'];

/** The name of a file, as scribe keeps it: bytes that are no UTF-8 are half pairs (see `nameOf`). */
export function hostileName(random: Random): string {
  const parts: Buffer[] = [];
  for (let left = 1 + random.below(3); left > 0; left--) {
    const kind = random.below(8);
    if (kind === 0) parts.push(Buffer.from(pick(random, raw)));
    else if (kind <= 2) parts.push(Buffer.from(hostileText(random)));
    else parts.push(Buffer.from(pick(random, notable)));
  }
  if (random.below(12) === 0) parts.push(Buffer.from('ä'.repeat(200)));
  const ending = Buffer.from(pick(random, endings));
  const bytes = Buffer.concat(parts).filter((byte) => byte !== 0 && byte !== 0x2f);
  const whole = Buffer.concat([bytes.subarray(0, longest - ending.length), ending]);
  const name = nameOf(whole);
  return name === '' || name === '.' || name === '..' ? `x${name}` : name;
}

import type { Random } from '../test/fixtures/random.js';
import { pick } from './case.js';

/** Pieces that mean something to a reader of some format, a terminal, a shell, a database or a file system. */
const pieces: readonly string[] = [
  ...['=1+1', '+cmd', '-2+3', '@SUM(A1)', '＝1', ';=1+1', '\t=1', '\r\n=1', '=HYPERLINK("http://a/","b")'],
  ...[
    '<script>alert(1)</script>',
    '</script>',
    '<!--',
    '-->',
    ']]>',
    '<![CDATA[',
    '<?xml?>',
    '&amp;',
    '&#0;',
  ],
  ...[
    '<img src=x onerror=alert(1)>',
    '"onclick="a()',
    "'",
    '"',
    '`',
    'javascript:alert(1)',
    '<v Tom>',
    '</v>',
  ],
  ...['WEBVTT', 'NOTE x', 'STYLE', '00:00:00.000 --> 00:00:01.000', '{\\an8}', '<i>', '1\r\n', ';; comment'],
  ...['---', '# head', '**bold**', '[a](http://b)', '![a](b)', '| a | b |', '***', '~~a~~', '$a$', 'www.a.b'],
  ...['\\', '\\.', '\\N', '\\t', '\\x00', "'; DROP TABLE turns; --", '$$', '$1', '%s', '%d', '{0}', '{{a}}'],
  ...[
    '\u0000',
    '\u0001',
    '\u0007',
    '\u001b[2J',
    '\u009b31m',
    '\u007f',
    '\u2028',
    '\u2029',
    '\u202e',
    '\u200f',
  ],
  ...[
    '\ud800',
    '\udfff',
    '\ufffe',
    '\uffff',
    '\ufeff',
    '\u200b',
    '\u0301',
    '👩‍👩‍👧',
    '🇩🇪',
    'ß',
    'İ',
    '漢字',
    'مرحبا',
  ],
  ...[
    '__proto__',
    'constructor',
    'toString',
    'null',
    'undefined',
    'true',
    '1e999',
    'NaN',
    '-0',
    '2026-01-05',
  ],
  ...['\n', '\r', '\t', ' ', '\u00a0', '\u3000', '\n\n', 'a', 'yes', 'no'],
];

/** A text of some of them, seldom a very long one. */
export function hostileText(random: Random): string {
  const count = random.below(30) === 0 ? 400 : 1 + random.below(5);
  return Array.from({ length: count }, () => pick(random, pieces)).join(pick(random, ['', ' ']));
}

import { expect, it } from 'vitest';
import { isSupported, missingInTurns } from '../../src/insights/check-support.js';

const en = (text: string, speaker = 'Maya') => ({ text, speaker, language: 'en' });
const de = (text: string, speaker = 'Jonas') => ({ text, speaker, language: 'de' });

const ship = en(
  'So we keep the old archive format until fourteen October, and Tom orders 3.5 terabytes of disks.',
);

it.each([
  ['The team keeps the old archive format until 14 October.', [ship]],
  ['Tom orders disks of 3,5 terabytes.', [ship]],
  ['Maya says that the archive keeps its format.', [ship]],
  [
    'Das Exportformat bleibt bis Oktober.',
    [de('Also das Format bleibt bis Oktober, ja, so wie beim Export.')],
  ],
  ['Jonas prüft die Rechnung.', [de('Ja, die Rechnung prüfe ich dann.')]],
  // In another language, numbers and names are all that can be compared.
  ['Jonas pays 300 euros for the room.', [de('Ich zahle die 300 Euro für den Raum.')]],
])('is supported: %s', (claim, turns) => {
  expect(missingInTurns(claim, turns)).toEqual({ numbers: [], names: [], words: [] });
});

it.each([
  ['The team keeps the archive format until 15 October.', [ship], { numbers: ['15'] }],
  ['They decided that Angela orders the disks.', [ship], { names: ['Angela'] }],
  ['The budget was cut and people leave.', [ship], { words: ['budget', 'cut', 'people', 'leave'] }],
  ['Maya will resign on Friday.', [en('We ship it on Friday.')], { words: ['resign'] }],
  ['Jonas pays 400 euros for the room.', [de('Ich zahle die 300 Euro für den Raum.')], { numbers: ['400'] }],
  [
    'Die Abteilung wird geschlossen.',
    [de('Das Format bleibt bis Oktober.')],
    { words: ['Abteilung', 'geschlossen'] },
  ],
  ['The format is settled.', [], { words: ['format', 'settled'] }],
])('is not supported: %s', (claim, turns, missing) => {
  const found = missingInTurns(claim, turns);
  expect(found).toMatchObject(missing);
  expect(isSupported(found)).toBe(false);
});

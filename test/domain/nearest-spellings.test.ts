import { expect, it } from 'vitest';
import { nearestSpellings } from '../../src/domain/nearest-spellings.js';

const names = ['Maya', 'Tom Baker', 'Angus', 'Anna', 'Ana', 'José', 'Alexander'];

it.each([
  ['Mya', ['Maya']],
  ['myaa', ['Maya']],
  ['Toms', ['Tom Baker']],
  ['baker', ['Tom Baker']],
  ['jose', ['José']],
  ['Alex', ['Alexander']],
  ['Aleksandr', ['Alexander']],
  ['Anaa', ['Ana', 'Anna']],
  ['Zoe', []],
  ['Bo', []],
  ['', []],
])('%s may mean %j', (given, meant) => {
  expect(nearestSpellings(given, names)).toEqual(meant);
});

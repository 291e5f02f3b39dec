import { describe, expect, it } from 'vitest';
import { endsSentence } from '../../src/domain/sentences.js';

const uses = ['segment', 'turn', 'cue', 'clean'] as const;

describe('the end of a sentence', () => {
  it.each([
    ['done.', 'segment turn cue clean'],
    ['done?!', 'segment turn cue clean'],
    ['done…”)', 'segment turn cue clean'],
    ['fini.»', 'cue clean'],
    ['始めます。', 'segment turn cue'],
    ['始めます。」', 'turn cue'],
    ['始めます。』', 'cue'],
    ['始めます｡', 'cue'],
    ['هل؟', 'turn cue'],
    ['ہے۔', 'cue'],
    ['है।', 'turn cue'],
    ['Dr.', 'turn cue clean'],
    ['z.B.', 'turn cue clean'],
    ['done,', ''],
    ['3.5', ''],
  ])('%s ends a %s', (word, expected) => {
    expect(uses.filter((use) => endsSentence(word, use)).join(' ')).toBe(expected);
  });
});

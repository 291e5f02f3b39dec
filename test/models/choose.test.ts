import { describe, expect, it } from 'vitest';
import { type CatalogModel, readCatalog } from '../../src/models/catalog.js';
import { chooseRecognizer, recommendRecognizer } from '../../src/models/choose.js';
import { type Machine, runsWell, suitability } from '../../src/models/suitability.js';

const laptop: Machine = { memory: 8e9, processors: 2, speed: null };
const workstation: Machine = { memory: 32e9, processors: 8, speed: null };
const catalog = readCatalog();
const named = (...names: string[]): CatalogModel[] =>
  names.map((name) => {
    const model = catalog.find((entry) => entry.name === name);
    if (!model) throw new Error(`the catalog has no ${name}`);
    return model;
  });
const floor = 'whisper-tiny.en-scribe';
const base = 'whisper-base-8bit';
const choice = (names: string[], language: string, machine = laptop) =>
  chooseRecognizer(named(...names), language, machine)?.name ?? null;

describe('auto', () => {
  it.each([
    ['the only one', [floor], 'en', laptop, floor],
    [
      'the more accurate one, in whatever order',
      ['whisper-small', 'parakeet-ultra-int8', floor],
      'de',
      laptop,
      'parakeet-ultra-int8',
    ],
    [
      'one that speaks the language',
      ['parakeet-ultra-int8', 'whisper-base', floor],
      'ja',
      laptop,
      'whisper-base',
    ],
    ['the one that ships for English', [floor, base], 'en', laptop, floor],
    ['the one that ships for all other languages', [floor, base], 'de', laptop, base],
    ['the one for all other languages where that for English is gone', [base], 'en', laptop, base],
    ['a larger one that was pulled', [floor, base, 'whisper-small'], 'en', laptop, 'whisper-small'],
    ['a larger one that was pulled', [floor, base, 'whisper-small'], 'ja', laptop, 'whisper-small'],
    ['what ships before a smaller one that was pulled', [floor, base, 'whisper-tiny'], 'ja', laptop, base],
    ['nothing where none speaks it', ['parakeet-ultra-int8', floor], 'ja', laptop, null],
    ['an English one for English', ['whisper-small', 'parakeet-v2-int8'], 'en', laptop, 'parakeet-v2-int8'],
    [
      'no English-only one for an unknown language',
      ['whisper-small', 'parakeet-v2-int8', floor],
      'auto',
      laptop,
      'whisper-small',
    ],
    [
      'an English-only one for an unknown language where there is no other',
      ['parakeet-v2-int8', floor],
      'auto',
      laptop,
      'parakeet-v2-int8',
    ],
    [
      'one that is fast enough before a more accurate one',
      ['whisper-large-v3-turbo', 'whisper-base'],
      'ja',
      laptop,
      'whisper-base',
    ],
    [
      'the more accurate one where it is fast enough',
      ['whisper-large-v3-turbo', 'whisper-base'],
      'ja',
      workstation,
      'whisper-large-v3-turbo',
    ],
    [
      'a slow one where there is no other',
      ['whisper-large-v3-turbo', floor],
      'ja',
      laptop,
      'whisper-large-v3-turbo',
    ],
    [
      'one that fits the memory',
      ['parakeet-ultra-int8', 'parakeet-110m-ctc'],
      'en',
      { ...laptop, memory: 1.5e9 },
      'parakeet-110m-ctc',
    ],
  ] as const)('takes %s', (_what, names, language, machine, expected) => {
    expect(choice([...names], language, machine)).toBe(expected);
    expect(choice([...names].reverse(), language, machine)).toBe(expected);
  });

  it('takes recognition models only', () => {
    expect(choice(['campplus-zh-en', 'silero-vad-6.2', 'nemotron-3-diarization-int8'], 'auto')).toBeNull();
  });

  it('leaves the list as it was', () => {
    const models = Object.freeze(named('whisper-small', 'parakeet-ultra-int8'));
    expect(chooseRecognizer(models, 'en', laptop)?.name).toBe('parakeet-ultra-int8');
  });
});

describe('the recommendation', () => {
  it.each([
    ['en', laptop, 'parakeet-ultra-int8'],
    ['auto', laptop, 'parakeet-ultra-int8'],
    ['uk', laptop, 'parakeet-ultra-int8'],
    ['ja', laptop, 'whisper-small'],
    ['ja', workstation, 'whisper-large-v3-turbo'],
    ['yue', laptop, null],
    ['en', { ...laptop, memory: 1e9 }, 'parakeet-redux-w2a8'],
    ['en', { ...laptop, memory: 6e8 }, 'parakeet-110m-ctc'],
    ['en', { ...laptop, memory: 2e8 }, null],
  ] as const)('for %s on %j is %s', (language, machine, expected) => {
    expect(recommendRecognizer(catalog, language, machine)?.name ?? null).toBe(expected);
  });

  it('never is what ships', () => {
    expect(recommendRecognizer(named(floor), 'en', laptop)).toBeNull();
  });
});

describe('how well a machine bears a model', () => {
  const [parakeet] = named('parakeet-ultra-int8');

  it('is a quarter of real time on two processors that were not measured', () => {
    expect(suitability(parakeet, laptop)).toEqual({ fits: true, realTimeFactor: 0.25, fastEnough: true });
  });

  it('follows the measured speed, and more than eight processors bring nothing', () => {
    expect(suitability(parakeet, { ...laptop, speed: 12 }).realTimeFactor).toBe(2);
    expect(runsWell(parakeet, { ...laptop, speed: 12 })).toBe(false);
    expect(suitability(parakeet, { ...laptop, processors: 64 }).realTimeFactor).toBe(
      suitability(parakeet, { ...laptop, processors: 8 }).realTimeFactor,
    );
  });

  it('agrees to a factor of two with what others measured', () => {
    // onnxruntime, two processors with AVX2, Parakeet v3 in float32: 0.328 s for a second of audio.
    const [float32] = named('parakeet-v3-fp32');
    expect(suitability(float32, laptop).realTimeFactor! / 0.328).toBeGreaterThan(0.5);
    expect(suitability(float32, laptop).realTimeFactor! / 0.328).toBeLessThan(2);
    // README: ten minutes in 8.3 s with the model that ships, two processors with AVX2.
    const [shipped] = named(floor);
    expect(suitability(shipped, laptop).realTimeFactor! / (8.3 / 600)).toBeGreaterThan(0.5);
    expect(suitability(shipped, laptop).realTimeFactor! / (8.3 / 600)).toBeLessThan(2);
  });

  it('leaves a quarter of the memory to others', () => {
    const bytes = parakeet.memory.bytes;
    expect(suitability(parakeet, { ...laptop, memory: bytes / 0.75 }).fits).toBe(true);
    expect(suitability(parakeet, { ...laptop, memory: bytes / 0.75 - 1e6 }).fits).toBe(false);
  });
});

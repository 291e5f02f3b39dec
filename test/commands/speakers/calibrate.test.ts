import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { calibrateSpeakers } from '../../../src/commands/speakers/calibrate.js';
import { addVoiceSamples } from '../../../src/store/voice-samples.js';
import { createTestContext } from '../../command-context.js';
import { at, enroll, newId, randomNumbers, randomVoice, tempStore } from '../../store/fixture.js';

/** A store with people of three samples each, and a context of it. */
function withPeople(people: number, options: { json?: boolean } = {}) {
  const store = tempStore();
  const random = randomNumbers(4);
  for (let p = 0; p < people; p++) {
    const voice = randomVoice(random);
    const samples = [1, 2, 3].map(() => {
      const chance = randomVoice(random);
      const vector = voice.map((value, d) => value + 0.8 * chance[d]);
      return { id: newId(), source: { path: 'x.wav' }, embedding: { model: 'net', vector }, seconds: 4 };
    });
    addVoiceSamples(store, { profileId: enroll(store, `P${p}`).id, samples, now: at(1) });
  }
  const context = createTestContext({ home: store.home, flags: { voiceModel: 'net' }, json: options.json });
  const picture = join(store.home, 'curve.svg');
  return { context, picture, config: join(store.home, 'config.yaml') };
}

it('the store proposes a threshold and a margin, draws the curve, and writes both with --apply', async () => {
  const { context, picture, config } = withPeople(12);
  await calibrateSpeakers(context, { svg: picture });
  expect(context.printed.out).toContain('net: 12 people, 36 genuine pairs, 396 of different people');
  const [, threshold, margin] = /To use matchThreshold (\S+), matchMargin (\S+), run it again/.exec(
    context.printed.out,
  )!;
  expect(readFileSync(picture, 'utf8')).toContain('class="curve"');
  expect(existsSync(config)).toBe(false);
  await calibrateSpeakers(context, { apply: true });
  expect(readFileSync(config, 'utf8')).toBe(`matchThreshold: ${threshold}\nmatchMargin: ${margin}\n`);
});

it('scripts get the scores as JSON', async () => {
  const { context } = withPeople(12, { json: true });
  await calibrateSpeakers(context, { falseAccept: 0.05 });
  const result = JSON.parse(context.printed.out);
  expect(result).toMatchObject({
    model: 'net',
    falseAccept: 0.05,
    people: 12,
    samples: 36,
    inUse: { threshold: 0.65, margin: 0.1 },
    tooFew: [],
    applied: false,
  });
  expect(result.suggested.falseAccept).toBeLessThanOrEqual(0.05);
  expect(result.det[0]).toMatchObject({ miss: 0, falseAccept: 1 });
  expect(result.det.at(-1)).toMatchObject({ miss: 1, falseAccept: 0 });
});

it('with too few people it says so, keeps the threshold of the model, and refuses --apply', async () => {
  const { context, config } = withPeople(3);
  await calibrateSpeakers(context, {});
  expect(context.printed.out).toContain(
    'Too little for a threshold of your own: 3 people with two samples or more, and 5 are needed;',
  );
  expect(context.printed.out).toContain('The threshold stays at 0.65, the margin at 0.1.');
  await expect(calibrateSpeakers(context, { apply: true })).rejects.toMatchObject({ code: 'USAGE' });
  expect(existsSync(config)).toBe(false);
});

it('without anybody there is no curve to draw', async () => {
  const { context, picture } = withPeople(0);
  await calibrateSpeakers(context, {});
  expect(context.printed.out).toMatch(/^Too little for a threshold of your own/);
  await expect(calibrateSpeakers(context, { svg: picture })).rejects.toMatchObject({ code: 'USAGE' });
  const { context: many } = withPeople(12);
  await expect(calibrateSpeakers(many, { svg: join(picture, 'x.svg') })).rejects.toMatchObject({
    code: 'OUTPUT',
  });
});

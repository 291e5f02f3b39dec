import type { Scene, Surroundings } from './mix.js';

/** A scene under a name, and the kind of question that it asks. */
export interface NamedScene extends Scene {
  readonly name: string;
  readonly kind: string;
}

const quiet: Surroundings = { telephone: 'none', rt60: null, noise: null, gain: 0 };
const noisy = (kind: string, snr: number) => ({ noise: { kind, snr } });
const meeting = (
  people: number,
  minutes: number,
  overlap: number,
  surroundings: Partial<Surroundings> = {},
): Omit<NamedScene, 'name'> => ({
  kind: 'meeting',
  people,
  seconds: minutes * 60,
  overlap,
  remark: false,
  surroundings: [{ ...quiet, ...surroundings }],
  twice: false,
});
const short = (people: number, surroundings: Partial<Surroundings> = {}, overlap = 0.05) => ({
  ...meeting(people, 0.5, overlap, surroundings),
  kind: 'short',
});
/** One voice, and every half minute another line, room, noise or level. */
const changing: readonly Surroundings[] = [
  quiet,
  { ...quiet, rt60: 0.5, gain: -12 },
  { ...quiet, telephone: 'all' },
  { ...quiet, ...noisy('pink', 12) },
  { ...quiet, rt60: 0.35, ...noisy('dishes', 12), gain: -6 },
];

/**
 * The set that clustering is calibrated on: 36 conversations, two and a half hours. Even ones are of one half of
 * the people and odd ones of the other, so that what is chosen on one half can be checked on the other.
 */
export const scenes: readonly NamedScene[] = [
  short(1),
  short(2),
  short(2, { telephone: 'all' }),
  short(3, { rt60: 0.4 }),
  short(3, noisy('dishes', 15)),
  short(4, {}, 0.15),
  short(4, { telephone: 'all', ...noisy('pink', 15) }),
  short(5, { rt60: 0.3 }, 0.1),
  { ...meeting(1, 2, 0), kind: 'alone' },
  { ...meeting(1, 2, 0, { telephone: 'all', ...noisy('pink', 12) }), kind: 'alone' },
  { ...meeting(1, 2, 0, { rt60: 0.6, ...noisy('dishes', 12) }), kind: 'alone' },
  { ...meeting(1, 2.5, 0), kind: 'changing', surroundings: changing },
  { ...meeting(1, 2.5, 0), kind: 'changing', surroundings: [...changing].reverse() },
  { ...meeting(2, 3, 0.05), kind: 'changing', surroundings: changing.filter((s) => s.telephone === 'none') },
  { ...meeting(1, 0.3, 0), remark: true, kind: 'remark' },
  { ...meeting(1, 0.3, 0, noisy('dishes', 15)), remark: true, kind: 'remark' },
  { ...meeting(2, 2, 0), remark: true, kind: 'remark' },
  { ...meeting(3, 2, 0.05, { rt60: 0.4 }), remark: true, kind: 'remark' },
  { ...meeting(4, 3, 0.1, { telephone: 'some', ...noisy('pink', 18) }), remark: true, kind: 'remark' },
  meeting(2, 4, 0.05),
  meeting(2, 4, 0.1, { telephone: 'all' }),
  meeting(2, 4, 0.15, { rt60: 0.5, ...noisy('dishes', 15) }),
  meeting(3, 4, 0, { telephone: 'some', ...noisy('pink', 15) }),
  meeting(3, 4, 0.1, { rt60: 0.4 }),
  meeting(4, 4, 0.05),
  meeting(4, 4, 0.2, { rt60: 0.3 }),
  meeting(4, 4, 0.1, { telephone: 'all', ...noisy('pink', 18) }),
  meeting(5, 4, 0.1, noisy('dishes', 12)),
  meeting(5, 4, 0.1, { rt60: 0.5, ...noisy('pink', 18) }),
  meeting(6, 4, 0.15, { rt60: 0.4, ...noisy('dishes', 18) }),
  meeting(6, 4, 0.05),
  meeting(7, 4, 0.1, { telephone: 'some' }),
  meeting(8, 5, 0.05),
  meeting(8, 5, 0.15, { rt60: 0.3, ...noisy('pink', 20) }),
  { ...meeting(3, 3, 0.05, { rt60: 0.4 }), kind: 'twice', twice: true },
  meeting(6, 60, 0.08, { rt60: 0.35, ...noisy('pink', 20) }),
].map((scene, n) => ({
  ...scene,
  name: `${String(n).padStart(2, '0')}-${scene.kind}-${scene.people}`,
}));

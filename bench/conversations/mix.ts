import type { SpeakerSpan } from '../../eval/score-diarization.js';
import { sampleRate } from '../../src/domain/recording.js';
import { type PlannedTurn, planTurns, type TurnPlan } from './plan-turns.js';
import { normalFrom, shuffled } from './random.js';
import { convolver, roomResponse, telephone } from './sound.js';
import { levelOf, quietestNear, speechIn, type Voice } from './utterances.js';

/** What lies between a mouth and the file. */
export interface Surroundings {
  /** Who is heard through a telephone: everybody, each second person, nobody. */
  readonly telephone: 'all' | 'some' | 'none';
  /** Seconds in which a sound in the room falls by 60 dB; null: no room. */
  readonly rt60: number | null;
  readonly noise: { readonly kind: string /** dB */; readonly snr: number } | null;
  /** dB on top of each person's own level. */
  readonly gain: number;
}

export interface Scene extends TurnPlan {
  /** One after the other, each for the same time: more than one is a line, a room or a noise that changes. */
  readonly surroundings: readonly Surroundings[];
  /** The whole is heard a second time after a pause. */
  readonly twice: boolean;
}

export interface Conversation {
  readonly samples: Float32Array;
  readonly reference: readonly SpeakerSpan[];
}

/** Speech of somebody in the middle of the range, root mean square. */
const speechLevel = 0.06;

/**
 * Plays a scene with these voices, one a person: people are up to 10 dB louder than others, wander by 3 dB within a
 * minute and by 2 dB from turn to turn. Spans of the reference are where the dry voice is heard, pauses of half a second left out.
 * @param noises samples by kind
 */
export function mixConversation(
  scene: Scene,
  voices: readonly Voice[],
  noises: ReadonlyMap<string, Float32Array>,
  random: () => number,
): Conversation {
  const turns = planTurns(scene, random);
  const length = Math.ceil(
    (Math.max(scene.seconds, ...turns.map((t) => t.start + t.seconds)) + 1.5) * sampleRate,
  );
  const mixed = new Float32Array(length);
  const reference: SpeakerSpan[] = [];
  const people = voices.map((voice) => createPerson(voice, scene, random));
  const active = new Uint8Array(length);
  const sectionAt = (seconds: number) =>
    Math.min(
      scene.surroundings.length - 1,
      Math.floor((seconds / scene.seconds) * scene.surroundings.length),
    );
  for (const turn of turns) {
    const person = people[turn.person];
    const section = sectionAt(turn.start);
    const { dry, spans } = person.say(turn);
    const start = Math.round(turn.start * sampleRate);
    const gain = 10 ** (scene.surroundings[section].gain / 20);
    const heard = person.through[section](dry);
    for (let i = 0; i < heard.length && start + i < length; i++) mixed[start + i] += gain * heard[i];
    for (const span of spans) {
      reference.push({ speaker: person.name, start: turn.start + span.start, end: turn.start + span.end });
      active.fill(1, start + Math.round(span.start * sampleRate), start + Math.round(span.end * sampleRate));
    }
  }
  addNoise(mixed, active, scene, noises, random);
  return scene.twice ? repeated(mixed, reference) : { samples: loudEnough(mixed), reference };
}

function createPerson(voice: Voice, scene: Scene, random: () => number) {
  const own = 10 ** ((-10 * random()) / 20);
  const [phase, period] = [2 * Math.PI * random(), 60 + 100 * random()];
  const onPhone = random() < 0.5;
  const through = scene.surroundings.map(({ rt60, telephone: line }) => {
    const room =
      rt60 === null ? (dry: Float32Array) => dry : convolver(roomResponse(rt60, 2 + 8 * random(), random));
    return line === 'all' || (line === 'some' && onPhone)
      ? (dry: Float32Array) => telephone(room(dry))
      : room;
  });
  let queue: Float32Array[] = [];
  /** The next stretch of at most so many samples: the rest of a sentence that was cut is said later. */
  const take = (most: number): Float32Array => {
    if (queue.length === 0) queue = shuffled(voice.utterances, random);
    const [next, ...others] = queue;
    if (next.length <= most) {
      queue = others;
      return next;
    }
    const cut = Math.max(sampleRate * 0.4, quietestNear(next, most));
    queue = next.length - cut > sampleRate ? [next.subarray(cut), ...others] : others;
    return next.subarray(0, cut);
  };
  return {
    name: voice.name,
    through,
    say({ start, seconds }: PlannedTurn) {
      const wander = 3 * Math.sin(phase + (2 * Math.PI * start) / period) + 2 * normalFrom(random);
      const gain = own * 10 ** (wander / 20) * speechLevel;
      const dry = new Float32Array(Math.ceil((seconds + 0.3) * sampleRate));
      const spans: { start: number; end: number }[] = [];
      let at = 0;
      while (at < (seconds - 0.4) * sampleRate) {
        const piece = take(Math.round(seconds * sampleRate) - at);
        const scale = gain / levelOf(piece);
        const ramp = 0.008 * sampleRate;
        for (let i = 0; i < piece.length && at + i < dry.length; i++)
          dry[at + i] += scale * piece[i] * Math.min(1, (i + 1) / ramp, (piece.length - i) / ramp);
        const from = at / sampleRate;
        spans.push(...speechIn(piece).map((s) => ({ start: from + s.start, end: from + s.end })));
        at += piece.length + Math.round((0.1 + 0.25 * random()) * sampleRate);
      }
      return { dry, spans };
    },
  };
}

/** Noise at the wanted distance from the mean level of speech, and always the hiss of a microphone at -75 dB. */
function addNoise(
  mixed: Float32Array,
  active: Uint8Array,
  scene: Scene,
  noises: ReadonlyMap<string, Float32Array>,
  random: () => number,
): void {
  let power = 0;
  let count = 1;
  for (let i = 0; i < mixed.length; i++)
    if (active[i] === 1) {
      power += mixed[i] * mixed[i];
      count++;
    }
  const speech = Math.sqrt(power / count);
  const section = Math.ceil(mixed.length / scene.surroundings.length);
  scene.surroundings.forEach(({ noise }, n) => {
    if (!noise) return;
    const source = noises.get(noise.kind);
    if (!source) throw new Error(`no noise is called ${noise.kind}`);
    const scale = (speech * 10 ** (-noise.snr / 20)) / levelOf(source);
    const offset = Math.floor(random() * source.length);
    const end = Math.min(mixed.length, (n + 1) * section);
    for (let i = n * section; i < end; i++) mixed[i] += scale * source[(offset + i) % source.length];
  });
  for (let i = 0; i < mixed.length; i++) mixed[i] += (random() - 0.5) * 6e-4;
}

function repeated(mixed: Float32Array, reference: readonly SpeakerSpan[]): Conversation {
  const later = mixed.length + 3 * sampleRate;
  const samples = new Float32Array(later + mixed.length);
  samples.set(mixed);
  samples.set(mixed, later);
  const shift = later / sampleRate;
  const again = reference.map((s) => ({ ...s, start: s.start + shift, end: s.end + shift }));
  return { samples: loudEnough(samples), reference: [...reference, ...again] };
}

/** Nothing is clipped: where a peak would be, everything is made quieter. */
function loudEnough(samples: Float32Array): Float32Array {
  let peak = 0;
  for (const sample of samples) peak = Math.max(peak, Math.abs(sample));
  return peak > 0.9 ? samples.map((sample) => (sample * 0.9) / peak) : samples;
}

/** What a run worked with, as far as it decides bytes. */
export interface MadeWith {
  readonly scribe: string;
  readonly onnxruntime: string;
  readonly ffmpeg: string;
  /** Architecture and vector instructions: `x64 avx2 avx512f avx512_vnni`. */
  readonly processor: string;
  /** By what each is for: `speech`, `recognition de`, `voice`, ... */
  readonly models: Readonly<Record<string, { readonly name: string; readonly hash: string }>>;
  /** Settings by name. Words of people are in none of them. */
  readonly parameters: Readonly<Record<string, unknown>>;
  /** Hex, of hotwords, prompt and vocabulary; null: there were none. */
  readonly words: string | null;
}

/** What one piece of a stage came to. */
export interface StageHash {
  /** `decode`, a stage with checkpoints, or `transcript`: all of them together. */
  readonly stage: string;
  /** Hex, of everything that decided it; several pieces of a stage differ in it. */
  readonly of: string;
  /** Hex SHA-256 of the result. */
  readonly sha256: string;
}

/** How a meeting was made, and what came out of every stage. */
export interface Provenance {
  readonly madeWith: MadeWith;
  readonly results: readonly StageHash[];
}

/** How a second run compares with the first. */
export interface Reproduction {
  readonly equal: boolean;
  /** In the order of the stages; those that only one of the runs has are left out. */
  readonly stages: readonly { readonly stage: string; readonly equal: boolean }[];
  /** The first stage with another result; null: none has. */
  readonly first: string | null;
  /** What the two runs worked with, where that differs. */
  readonly changes: readonly { readonly what: string; readonly before: string; readonly now: string }[];
}

/** Stages in the order in which one depends on another; others come before the last. */
const order = [
  'decode',
  'identify-language',
  'detect-speech',
  'recognize-block',
  'recognize',
  'diarize',
  'translate',
];
const rank = (stage: string): number => {
  const at = order.indexOf(stage);
  return stage === 'transcript' ? order.length + 1 : at < 0 ? order.length : at;
};

/**
 * Compares what two runs came to. A stage whose input differs is different, too: its pieces have other names. Pure.
 */
export function compareRuns(before: Provenance, now: Provenance): Reproduction {
  const stages = [...new Set([...before.results, ...now.results].map(({ stage }) => stage))]
    .sort((a, b) => rank(a) - rank(b))
    .flatMap((stage) => {
      const [then, again] = [before, now].map(({ results }) => hashesOf(results, stage));
      return then.length > 0 && again.length > 0 ? [{ stage, equal: then.join() === again.join() }] : [];
    });
  const first = stages.find(({ equal }) => !equal)?.stage ?? null;
  return { equal: first === null, stages, first, changes: changesBetween(before.madeWith, now.madeWith) };
}

const hashesOf = (results: readonly StageHash[], stage: string): string[] =>
  results
    .filter((result) => result.stage === stage)
    .map(({ of, sha256 }) => `${of} ${sha256}`)
    .sort();

function changesBetween(before: MadeWith, now: MadeWith): Reproduction['changes'] {
  const [then, again] = [before, now].map(flatten);
  return [...new Set([...then.keys(), ...again.keys()])].flatMap((what) => {
    const [old, current] = [then, again].map((facts) => facts.get(what) ?? 'none');
    return old === current ? [] : [{ what, before: old, now: current }];
  });
}

function flatten({ models, parameters, words, ...versions }: MadeWith): Map<string, string> {
  return new Map([
    ...Object.entries(versions),
    ...Object.entries(models).map(
      ([role, { name, hash }]) => [`model for ${role}`, `${name} ${hash.slice(0, 12)}`] as const,
    ),
    ...Object.entries(parameters).map(([name, value]) => [name, JSON.stringify(value)] as const),
    ['words', words?.slice(0, 12) ?? 'none'] as const,
  ]);
}

/**
 * Compares ways of finding the voices of a recording, by diarization error rate over recordings with known answers.
 * Run: npm run bench:clustering -- [FOLDER...]   (folders with .flac or .pcm and .rttm of the same name)
 * Without folders: ../shared/audio/{meetings,ami}, and mixtures of ../shared/audio/{voices,read}, see `mixtures.ts`.
 *
 * The windows of a setting are embedded once; "average" is average linkage on the plain cosine, which is the same
 * code with the similarity within a cluster held at a constant.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import {
  type DiarizationScore,
  parseRttm,
  type SpeakerSpan,
  scoreDiarization,
  totalScore,
} from '../eval/score-diarization.js';
import { type DiarizeOptions, diarize } from '../src/diarization/diarize.js';
import type { VoiceEmbedder } from '../src/diarization/voice-embedder.js';
import { sampleRate } from '../src/domain/recording.js';
import type { Span } from '../src/domain/time.js';
import type { PcmReader } from '../src/features/pcm.js';
import { diarizationSpeechDefaults, findSpeech } from '../src/vad/find-speech.js';
import { mixConversations } from './mixtures.js';
import { inMemory, openDetector, openEmbedder, readSamples, sharedAudio } from './recordings.js';

interface Recording {
  readonly group: string;
  readonly name: string;
  readonly pcm: PcmReader;
  readonly speech: readonly Span[];
  readonly reference: readonly SpeakerSpan[];
}

const average = (cosine: number) => ({ threshold: cosine, selfSimilarity: 1, selfPairs: 1e12 });
const methods: [string, DiarizeOptions][] = [
  ['as shipped', {}],
  ['threshold .55', { clustering: { threshold: 0.55 } }],
  ['average linkage .30', { clustering: average(0.3) }],
  ['average linkage .35', { clustering: average(0.35) }],
  ['background of 0.75 s', { windows: { background: 0.75 } }],
  ['without background', { windows: { background: 0 } }],
  ['  average linkage .30', { clustering: average(0.3), windows: { background: 0 } }],
  ['windows of 2 s', { windows: { window: 2 } }],
  ['a window every 0.5 s', { windows: { step: 0.5 } }],
  ['changes cost 5', { resegmentation: { change: 5 } }],
];

/** Vectors by what they were made from: most methods differ only in what they do with them. */
const remembered = new Map<string, Float32Array>();
const detector = await openDetector();
const embedder = await openEmbedder(2);
const recordings = await load(process.argv.slice(2));
const groups = [...new Set(recordings.map((r) => r.group))];
console.log(`${''.padEnd(28)}${groups.map((g) => `| ${g}`.padEnd(36)).join('')}`);
console.log(`${''.padEnd(28)}${groups.map(() => '| DER    .25    conf.  count right'.padEnd(36)).join('')}`);
for (const [name, options] of methods) {
  let line = name.padEnd(28);
  for (const group of groups) {
    const strict: DiarizationScore[] = [];
    const collared: DiarizationScore[] = [];
    for (const { pcm, speech, reference, ...recording } of recordings.filter((r) => r.group === group)) {
      const { clusters } = await diarize(pcm, speech, remembering(embedder, recording.name), options);
      const answer = clusters.flatMap((c) => c.spans.map((span) => ({ ...span, speaker: c.id })));
      strict.push(scoreDiarization(reference, answer));
      collared.push(scoreDiarization(reference, answer, { collar: 0.25 }));
    }
    const total = totalScore(strict);
    const right = strict.filter((s) => s.found === s.speakers).length;
    line +=
      `| ${total.der.toFixed(3)}  ${totalScore(collared).der.toFixed(3)}  ` +
      `${(total.confusion / total.reference).toFixed(3)}  ${right}/${strict.length}`.padEnd(9);
  }
  console.log(line);
}

async function load(folders: readonly string[]): Promise<Recording[]> {
  const found: Recording[] = [];
  const add = async (
    group: string,
    name: string,
    samples: Float32Array,
    reference: readonly SpeakerSpan[],
  ) => {
    const pcm = inMemory(samples);
    const probabilities = await detector.detect(pcm);
    const speech = findSpeech(probabilities, samples.length / sampleRate, diarizationSpeechDefaults);
    found.push({ group, name, pcm, speech, reference });
  };
  const real = folders.length > 0 ? folders : [sharedAudio('meetings'), sharedAudio('ami')];
  for (const folder of real)
    for (const file of readdirSync(folder).sort()) {
      if (!file.endsWith('.flac')) continue;
      const answers = join(folder, file.replace(/\.flac$/, '.rttm'));
      if (existsSync(answers))
        await add(
          basename(folder),
          file,
          readSamples(join(folder, file)),
          parseRttm(readFileSync(answers, 'utf8')),
        );
    }
  if (folders.length === 0)
    for (const { kind, name, samples, reference } of mixConversations())
      await add(kind, name, samples, reference);
  return found;
}

function remembering(network: VoiceEmbedder, recording: string): VoiceEmbedder {
  return {
    ...network,
    async embed(features, windows, frames, background) {
      const size = windows * frames * network.fbank.bins;
      let check = 0;
      for (let i = 0; i < size; i += 37) check = (check * 31 + features[i]) % 1e9;
      const key = `${recording} ${windows} ${frames} ${background?.weight ?? 0} ${check}`;
      const known = remembered.get(key);
      if (known) return known.slice();
      const vectors = await network.embed(features, windows, frames, background);
      remembered.set(key, vectors.slice());
      return vectors;
    },
  };
}

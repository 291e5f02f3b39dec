/**
 * Compares ways of finding the voices of a recording, by diarization error rate over recordings with known answers.
 * Run: npm run bench:clustering -- [FOLDER...]   (folders with .flac or .pcm and .rttm of the same name)
 * Without folders: ../shared/audio/{meetings,ami}, and mixtures of ../shared/audio/{voices,read}, see `mixtures.ts`;
 * `npm run bench:conversations` writes a folder of longer ones.
 *
 * Windows and pieces go through the networks once; "average" is average linkage on the plain cosine, which is the same
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
import { type DiarizationNetworks, type DiarizeOptions, diarize } from '../src/diarization/diarize.js';
import { embedPieces } from '../src/diarization/embed-pieces.js';
import { sampleRate } from '../src/domain/recording.js';
import type { Span } from '../src/domain/time.js';
import { openPcm, type PcmReader } from '../src/features/pcm.js';
import { faintSpeechDefaults, findSpeech } from '../src/vad/find-speech.js';
import { mixConversations } from './mixtures.js';
import {
  inMemory,
  openDetector,
  openEmbedder,
  openSegmenter,
  readSamples,
  sharedAudio,
} from './recordings.js';

interface Recording {
  readonly group: string;
  readonly pcm: PcmReader;
  readonly speech: readonly Span[];
  readonly reference: readonly SpeakerSpan[];
  readonly networks: DiarizationNetworks;
}

const average = (cosine: number) => ({ threshold: cosine, selfSimilarity: 1, selfPairs: 1e12 });
const methods: [string, DiarizeOptions][] = [
  ['as shipped', {}],
  ['threshold .55', { clustering: { threshold: 0.55 } }],
  ['threshold .65', { clustering: { threshold: 0.65 } }],
  ['self-similarity .4', { clustering: { selfSimilarity: 0.4 } }],
  ['self-similarity .6', { clustering: { selfSimilarity: 0.6 } }],
  ['average linkage .30', { clustering: average(0.3) }],
  ['average linkage .35', { clustering: average(0.35) }],
  ['average linkage .40', { clustering: average(0.4) }],
  ['without ghosts', { clustering: { ghostShare: 0 } }],
];

const detector = await openDetector();
const segmenter = await openSegmenter(2);
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
    for (const { pcm, speech, reference, networks } of recordings.filter((r) => r.group === group)) {
      const { clusters } = await diarize(pcm, speech, networks, options);
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
  const add = async (group: string, pcm: PcmReader, reference: readonly SpeakerSpan[]) => {
    const probabilities = await detector.detect(pcm);
    const speech = findSpeech(probabilities, pcm.samples / sampleRate, faintSpeechDefaults);
    found.push({ group, pcm, speech, reference, networks: rememberingNetworks(pcm) });
  };
  const real = folders.length > 0 ? folders : [sharedAudio('meetings'), sharedAudio('ami')];
  for (const folder of real)
    for (const file of readdirSync(folder).sort()) {
      const [, name, kind] = /^(.*)\.(flac|pcm)$/.exec(file) ?? [];
      const answers = join(folder, `${name}.rttm`);
      if (!kind || !existsSync(answers)) continue;
      const path = join(folder, file);
      const pcm = kind === 'pcm' ? openPcm(path) : inMemory(readSamples(path));
      await add(basename(folder), pcm, parseRttm(readFileSync(answers, 'utf8')));
    }
  if (folders.length === 0)
    for (const { kind, samples, reference } of mixConversations())
      await add(kind, inMemory(samples), reference);
  return found;
}

/** The networks for one recording; what they say of a window or a piece is computed once. */
function rememberingNetworks(pcm: PcmReader): DiarizationNetworks {
  let activity: Promise<Uint8Array> | undefined;
  let vectors: Promise<Float32Array> | undefined;
  return {
    segmenter,
    embedder,
    segment(starts) {
      activity ??= segmenter
        .segment(pcm, starts)
        .then((found) => Uint8Array.from(found, (probability) => Math.round(255 * probability)));
      return activity;
    },
    embed(pieces) {
      vectors ??= embedPieces(pcm, pieces, embedder);
      return vectors;
    },
  };
}

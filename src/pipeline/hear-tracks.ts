import type { LanguageOdds } from '../asr/recognizer.js';
import { sampleRate } from '../domain/recording.js';
import type { Cluster } from '../domain/speakers.js';
import type { Span } from '../domain/time.js';
import type { PcmReader } from '../features/pcm.js';
import type { OwnWords } from '../transcript/drop-duplicate-words.js';
import { diarizationSpeechDefaults, faintSpeechDefaults, findSpeech } from '../vad/find-speech.js';
import { type Crosstalk, createCrosstalk } from './crosstalk.js';
import { detectSpeech } from './detect-speech.js';
import { diarizeTrack, diarizeTrackApart, type HeardSpeech } from './diarize-track.js';
import type { ProcessRequest } from './plan.js';
import { type RecognizedSpeech, recognizeSpeech } from './recognize-speech.js';
import { inOneStage, sideBySide } from './run-stage.js';
import { takeSpeakers, takeWords } from './take-given.js';
import type { ProcessContext } from './worker-pool.js';

/** One track, or a recording that has none. */
interface Track {
  readonly request: ProcessRequest;
  readonly pcm: PcmReader;
}

/** What was heard in one track. */
export interface HeardTrack {
  readonly heard: HeardSpeech & { readonly speech: readonly Span[] };
  readonly recognized: RecognizedSpeech;
  readonly words: OwnWords;
  readonly clusters: readonly Cluster[];
}

/** Speech by track, and the language of all of them if it was to be identified. */
interface Detected {
  readonly tracks: readonly HeardTrack['heard'][];
  readonly odds: LanguageOdds | null;
}

/** Words by track. */
interface Written {
  readonly recognized: readonly RecognizedSpeech[];
  readonly words: readonly OwnWords[];
}

/** Voices by track. */
type Clusters = readonly (readonly Cluster[])[];

/**
 * The stages that run networks: when somebody speaks, what, and whose voice it is. Words need to know about the speech,
 * but voices are told apart by their sound alone: so all three go on side by side, and no processor waits for the end of
 * a stage. Each depends on nothing but its own input, so what comes out is the same as in any other order.
 *
 * @param whole the mix of all tracks, in which the language is identified: a track may hold one word.
 */
export async function hearTracks(
  tracks: readonly Track[],
  whole: Track,
  context: ProcessContext,
): Promise<HeardTrack[]> {
  const crosstalk = tracks.length > 1 ? createCrosstalk(tracks.map(({ pcm }) => pcm)) : null;
  const [detected, written, clustered] = await sideBySide<ProcessContext, [Detected, Written, Clusters]>(
    context,
    (own) => {
      const detecting = detect(tracks, whole, crosstalk, own);
      const writing = write(tracks, detecting, crosstalk, own);
      return [detecting, writing, tellApart(tracks, detecting, writing, own)];
    },
  );
  return tracks.map((_, i) => ({
    heard: detected.tracks[i],
    recognized: written.recognized[i],
    words: written.words[i],
    clusters: clustered[i],
  }));
}

async function detect(
  tracks: readonly Track[],
  whole: Track,
  crosstalk: Crosstalk | null,
  context: ProcessContext,
): Promise<Detected> {
  const detected = await inOneStage(tracks, context, (track, own, i) =>
    detectSpeech(track, i === 0 ? whole : null, own),
  );
  const found = detected.map(({ probabilities }) => probabilities);
  const { samples } = whole.request.audio;
  const heard = (crosstalk?.suppress(found) ?? found).map((probabilities) => ({
    speech: findSpeech(probabilities, samples / sampleRate),
    voiced: findSpeech(probabilities, samples / sampleRate, diarizationSpeechDefaults),
    faint: findSpeech(probabilities, samples / sampleRate, faintSpeechDefaults),
  }));
  return { tracks: heard, odds: detected[0].odds };
}

async function write(
  tracks: readonly Track[],
  detecting: Promise<Detected>,
  crosstalk: Crosstalk | null,
  context: ProcessContext,
): Promise<Written> {
  const { tracks: heard, odds } = await detecting;
  const recognized = await inOneStage(tracks, context, async ({ request }, own, i) => {
    const words = request.given?.words;
    return words ? takeWords(words, odds, own) : recognizeSpeech(heard[i].speech, odds, request, own);
  });
  const written = recognized.map(({ segments }) => segments);
  const words =
    crosstalk?.dropDuplicates(written) ?? written.map((segments) => ({ segments, duplicates: [] }));
  return { recognized, words };
}

async function tellApart(
  tracks: readonly Track[],
  detecting: Promise<Detected>,
  writing: Promise<Written>,
  context: ProcessContext,
): Promise<Clusters> {
  const apart = tracks.length > 1;
  // A track without words is passed over, and how many voices one may have depends on how many tracks have words.
  const words = apart || tracks[0].request.inOrder ? (await writing).words : [];
  const spoken = words.map(({ segments }) => segments.length > 0);
  return inOneStage(tracks, context, async ({ pcm, request }, own, i) => {
    const speakers = request.given?.speakers;
    if (speakers) return takeSpeakers(speakers, pcm, request, own);
    const heard = async () => (await detecting).tracks[i];
    if (!apart) return diarizeTrack(pcm, heard, request, own);
    return spoken[i] ? diarizeTrackApart(pcm, heard, request, spoken.filter(Boolean).length, own) : [];
  });
}

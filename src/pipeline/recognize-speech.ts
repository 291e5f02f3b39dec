import { doubtDefaults, doubtfulSpans } from '../asr/languages/doubtful-spans.js';
import {
  assignLanguages,
  exploreLanguages,
  languageSpans,
  leadingWindows,
  mostProbable,
  spokenLanguageDefaults,
  spreadWindow,
  withTag,
} from '../asr/languages/spoken-languages.js';
import { type LanguageOdds, type RecognitionWindow, undetermined } from '../asr/recognizer.js';
import { overlap, type Span } from '../domain/time.js';
import type { Segment } from '../domain/transcript.js';
import type { InstalledModel } from '../models/installed.js';
import { checkpointKey } from './checkpoints.js';
import { hearLanguages } from './hear-languages.js';
import { divideThreads } from './pool.js';
import type { ProcessContext } from './process-context.js';
import { blockWindows } from './recognize-in-blocks.js';
import { languagesOf, recognizeStretches } from './recognize-stretches.js';
import { recognizerFor, recognizes } from './recognizers.js';
import type { ProcessRequest } from './requests.js';
import { runOnce, type StageControl } from './run-stage.js';

/** Raised when languages are found in another way than before. */
const languagesVersion = 3;

export interface RecognizedSpeech {
  /** The one that most is said in. */
  readonly language: string;
  /** Names of the models that recognized, that of the main language first. */
  readonly models: readonly string[];
  /** In the order of time, each with its language. */
  readonly segments: readonly Segment[];
  /** In sentences for people. */
  readonly warnings: readonly string[];
}

/**
 * Recognizes detected speech, each stretch in its language by the model for that language. With a language that was said
 * there is only that one. Otherwise the recording is taken to be in the language of its excerpts; where these leave doubt,
 * or where what was recognized is doubtful, stretches are heard one by one.
 *
 * @param excerpt what was heard in excerpts from all over the recording; null: nothing yet.
 */
export async function recognizeSpeech(
  speech: readonly Span[],
  excerpt: LanguageOdds | null,
  request: ProcessRequest,
  context: ProcessContext,
): Promise<RecognizedSpeech> {
  const { plan, contentFp, languageTag } = request;
  const { listener, byLanguage } = plan.models.recognition;
  const key = checkpointKey(contentFp, 'recognize', [
    languagesVersion,
    speech,
    excerpt,
    [plan.language, languageTag, plan.decoding],
    [listener?.hash, ...Object.entries(byLanguage).map(([code, model]) => [code, model.hash])],
    [spokenLanguageDefaults, doubtDefaults, blockWindows],
  ]);
  const guess = excerpt ? mostProbable(excerpt).language : plan.language;
  const provider = recognizerFor(plan.models.recognition, guess).name;
  const format = { key, toText: JSON.stringify, fromText: (text: string) => JSON.parse(text) };
  return runOnce<RecognizedSpeech>('recognize', provider, context, format, async (control) => {
    const stretches = languageSpans(speech);
    const { segments, languages } =
      listener && plan.language === 'auto' && stretches.length > 0
        ? await inHeardLanguages(stretches, excerpt, request, context, control)
        : await inOneLanguage(stretches, plan.language, request, context, control);
    const told = describe(stretches, languages, segments, request);
    const unused = await unusedBy(modelsFor(stretches, languages, request), request, context);
    return { ...told, warnings: [...told.warnings, ...unused] };
  });
}

interface Recognition {
  readonly segments: readonly Segment[];
  /** One for each stretch. */
  readonly languages: readonly string[];
}

async function inOneLanguage(
  stretches: readonly RecognitionWindow[],
  asked: string,
  request: ProcessRequest,
  context: ProcessContext,
  control: StageControl,
): Promise<Recognition> {
  const language = asked === 'auto' ? undetermined : asked;
  const languages = stretches.map(() => language);
  return {
    languages,
    segments: await recognizeStretches(spoken(stretches, languages), request, context, control),
  };
}

async function inHeardLanguages(
  stretches: readonly RecognitionWindow[],
  excerpt: LanguageOdds | null,
  request: ProcessRequest,
  context: ProcessContext,
  control: StageControl,
): Promise<Recognition> {
  const hear = (excerpts: readonly (readonly Span[])[]) => hearThem(excerpts, request, control.signal);
  const odds = excerpt ?? (await hear([spreadWindow(stretches.flatMap(({ speech }) => speech))]))[0];
  const main = mostProbable(odds);
  const explore = async (reasons: readonly number[]) => {
    const found = await exploreLanguages(stretches, main.language, reasons, (some) =>
      hear(some.map(({ speech }) => speech)),
    );
    return assignLanguages(stretches, found, main.language);
  };
  /** Whether the most doubtful stretches together do not sound like the main language. */
  const isElsewhere = async (doubtful: readonly number[]) => {
    const excerpts = leadingWindows(doubtful.map((i) => stretches[i]));
    const heard = excerpts.length > 0 ? await hear(excerpts) : [];
    return heard.some((odds) => (odds[main.language] ?? 0) < spokenLanguageDefaults.sure);
  };
  const recognizeThem = (some: readonly RecognitionWindow[], languages: readonly string[]) =>
    recognizeStretches(spoken(some, languages), request, context, control);

  if (main.probability < spokenLanguageDefaults.settled) {
    const languages = await explore([...stretches.keys()]);
    return { languages, segments: await recognizeThem(stretches, languages) };
  }
  const uniform = stretches.map(() => main.language);
  const segments = await recognizeThem(stretches, uniform);
  const doubtful = doubtfulSpans(stretches, segments);
  const languages = (await isElsewhere(doubtful)) ? await explore(doubtful) : uniform;
  const foreign = stretches.filter((_, i) => languages[i] !== main.language);
  if (foreign.length === 0) return { languages, segments };
  const inForeign = (segment: Segment) =>
    foreign.reduce((sum, stretch) => sum + overlap(segment, stretch), 0) > (segment.end - segment.start) / 2;
  const again = await recognizeThem(
    foreign,
    languages.filter((language) => language !== main.language),
  );
  const all = [...segments.filter((segment) => !inForeign(segment)), ...again];
  return { languages, segments: all.sort((a, b) => a.start - b.start) };
}

async function hearThem(
  excerpts: readonly (readonly Span[])[],
  { audio, plan, languageTag }: ProcessRequest,
  signal: AbortSignal,
): Promise<LanguageOdds[]> {
  const listener = { model: plan.models.recognition.listener!, threads: plan.threads };
  const heard = await hearLanguages(audio.pcmPath, excerpts, listener, signal);
  return heard.map((odds) => withTag(odds, languageTag));
}

const spoken = (stretches: readonly RecognitionWindow[], languages: readonly string[]) =>
  stretches.map(({ speech }, i) => ({ speech, language: languages[i] }));

function modelsFor(
  stretches: readonly RecognitionWindow[],
  languages: readonly string[],
  { plan }: ProcessRequest,
): InstalledModel[] {
  const found = languagesOf(spoken(stretches, languages));
  return found.map((language) => recognizerFor(plan.models.recognition, language));
}

/** What models that have recognized could not use of what they were told beforehand. */
async function unusedBy(
  models: readonly InstalledModel[],
  { plan }: ProcessRequest,
  { networks }: ProcessContext,
): Promise<string[]> {
  const sentences: string[] = [];
  for (const model of models) {
    // Open already: it is the one that has recognized.
    const recognizer = await networks.recognizer(
      model,
      divideThreads(plan.threads, model.size).threadsPerLane,
    );
    sentences.push(...recognizer.unusedOf(plan.decoding));
  }
  return [...new Set(sentences)];
}

/** What is told about the languages of a recording. */
function describe(
  stretches: readonly RecognitionWindow[],
  languages: readonly string[],
  segments: readonly Segment[],
  request: ProcessRequest,
): RecognizedSpeech {
  const { plan } = request;
  const found = languagesOf(spoken(stretches, languages));
  const models = modelsFor(stretches, languages, request);
  const names = new Intl.DisplayNames('en', { type: 'language' });
  const warnings = found.flatMap((language, i) =>
    language === undetermined || plan.language !== 'auto' || recognizes(models[i], language)
      ? []
      : [
          `This sounds like ${names.of(language)} (${language}), which ${models[i].name} does not speak: its words are probably wrong. Another model speaks it (\`--model auto\`).`,
        ],
  );
  const asked = plan.language === 'auto' ? undetermined : plan.language;
  const model = recognizerFor(plan.models.recognition, asked);
  return {
    language: mostSpoken(segments) ?? found[0] ?? asked,
    models: found.length > 0 ? [...new Set(models.map(({ name }) => name))] : [model.name],
    segments,
    warnings,
  };
}

/** The language of most recognized speech: that of a network which was told nothing may differ from the one heard. */
function mostSpoken(segments: readonly Segment[]): string | undefined {
  return languagesOf(segments.map(({ start, end, language }) => ({ speech: [{ start, end }], language })))[0];
}

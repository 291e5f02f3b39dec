import { doubtDefaults, doubtfulSpans } from '../asr/languages/doubtful-spans.js';
import {
  amongLanguages,
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
import { secondOpinionDefaults } from '../asr/second-opinion.js';
import { overlap, type Span } from '../domain/time.js';
import type { Segment } from '../domain/transcript.js';
import type { InstalledModel } from '../models/installed.js';
import { askSecond, type SecondOpinion } from './ask-second.js';
import { checkpointKey } from './checkpoints.js';
import { identifyLanguages } from './identify-languages.js';
import { type ProcessRequest, recognizerFor, recognizes } from './plan.js';
import {
  blockWindows,
  divideRecognition,
  languagesOf,
  recognizeByLanguage,
} from './recognize-by-language.js';
import { runOnce, type StageControl } from './run-stage.js';
import type { ProcessContext } from './worker-pool.js';

/** Raised when languages are found in another way than before. */
const languagesVersion = 3;

export interface RecognizedSpeech {
  /** The one in which most is said. */
  readonly language: string;
  /** Names of the models that recognized, that of the main language first. */
  readonly models: readonly string[];
  /** In the order of time, each with its language. */
  readonly segments: readonly Segment[];
  /** In sentences for people. */
  readonly warnings: readonly string[];
}

/**
 * Recognizes detected speech, each span of one language by the model for that language. A language that was given is
 * that of all spans. Otherwise the recording is taken to be in the language that was identified in a window with speech
 * from all over it; if that leaves doubt, or if what was recognized is doubtful, spans are identified one by one. So are
 * all spans when languages were named of which each may be spoken.
 *
 * @param identified the result for that window; null: it was not done yet.
 */
export async function recognizeSpeech(
  speech: readonly Span[],
  identified: LanguageOdds | null,
  request: ProcessRequest,
  context: ProcessContext,
): Promise<RecognizedSpeech> {
  const { plan, contentFp, languageTag } = request;
  const { listener, byLanguage, second } = plan.models.recognition;
  const key = checkpointKey(contentFp, 'recognize', [
    languagesVersion,
    speech,
    identified,
    [plan.language, languageTag, plan.decoding, ...(plan.languages.length > 0 ? [plan.languages] : [])],
    [listener?.hash, ...Object.entries(byLanguage).map(([code, model]) => [code, model.hash])],
    [spokenLanguageDefaults, doubtDefaults, blockWindows],
    ...(second
      ? [secondOpinionDefaults, Object.entries(second).map(([code, model]) => [code, model.hash])]
      : []),
  ]);
  const guess = identified ? mostProbable(identified).language : plan.language;
  const provider = recognizerFor(plan.models.recognition, guess).name;
  const format = { key, toText: JSON.stringify, fromText: (text: string) => JSON.parse(text) };
  return runOnce<RecognizedSpeech>('recognize', provider, context, format, async (control) => {
    const spans = languageSpans(speech);
    const [once, again] = second ? [part(control, 0, 0.4), part(control, 0.4, 1)] : [control, control];
    const { segments, languages } =
      listener && plan.language === 'auto' && spans.length > 0
        ? await inIdentifiedLanguages(spans, identified, request, context, once)
        : await inOneLanguage(spans, plan.language, request, context, once);
    const asked = second && (await askSecond(spans, languages, segments, request, context, again));
    const described = describe(spans, languages, asked ?? { segments, models: [] }, request);
    const unused = await unusedBy(modelsFor(spans, languages, request), request, context);
    return { ...described, warnings: [...described.warnings, ...unused] };
  });
}

interface Recognition {
  readonly segments: readonly Segment[];
  /** One for each span. */
  readonly languages: readonly string[];
}

async function inOneLanguage(
  spans: readonly RecognitionWindow[],
  asked: string,
  request: ProcessRequest,
  context: ProcessContext,
  control: StageControl,
): Promise<Recognition> {
  const language = asked === 'auto' ? undetermined : asked;
  const languages = spans.map(() => language);
  return {
    languages,
    segments: await recognizeByLanguage(spoken(spans, languages), request, context, control),
  };
}

async function inIdentifiedLanguages(
  spans: readonly RecognitionWindow[],
  identified: LanguageOdds | null,
  request: ProcessRequest,
  context: ProcessContext,
  control: StageControl,
): Promise<Recognition> {
  const identify = (some: readonly (readonly Span[])[]) => identifyThem(some, request, context);
  const odds = identified ?? (await identify([spreadWindow(spans.flatMap(({ speech }) => speech))]))[0];
  const main = mostProbable(odds);
  const explore = async (reasons: readonly number[]) => {
    const found = await exploreLanguages(spans, main.language, reasons, (some) =>
      identify(some.map(({ speech }) => speech)),
    );
    return assignLanguages(spans, found, main.language);
  };
  /** Whether the most doubtful spans together do not sound like the main language. */
  const isElsewhere = async (doubtful: readonly number[]) => {
    const leading = leadingWindows(doubtful.map((i) => spans[i]));
    const heard = leading.length > 0 ? await identify(leading) : [];
    return heard.some((odds) => (odds[main.language] ?? 0) < spokenLanguageDefaults.sure);
  };
  const recognizeThem = (some: readonly RecognitionWindow[], languages: readonly string[]) =>
    recognizeByLanguage(spoken(some, languages), request, context, control);

  const { languages: named } = request.plan;
  if (named.length > 0 || main.probability < spokenLanguageDefaults.settled) {
    const languages =
      named.length > 0
        ? assignLanguages(spans, await identify(spans.map(({ speech }) => speech)), main.language)
        : await explore([...spans.keys()]);
    return { languages, segments: await recognizeThem(spans, languages) };
  }
  const uniform = spans.map(() => main.language);
  const segments = await recognizeThem(spans, uniform);
  const doubtful = doubtfulSpans(spans, segments);
  const languages = (await isElsewhere(doubtful)) ? await explore(doubtful) : uniform;
  const foreign = spans.filter((_, i) => languages[i] !== main.language);
  if (foreign.length === 0) return { languages, segments };
  const inForeign = (segment: Segment) =>
    foreign.reduce((sum, span) => sum + overlap(segment, span), 0) > (segment.end - segment.start) / 2;
  const again = await recognizeThem(
    foreign,
    languages.filter((language) => language !== main.language),
  );
  const all = [...segments.filter((segment) => !inForeign(segment)), ...again];
  return { languages, segments: all.sort((a, b) => a.start - b.start) };
}

async function identifyThem(
  windows: readonly (readonly Span[])[],
  { audio, plan, languageTag }: ProcessRequest,
  { networks, signal }: ProcessContext,
): Promise<LanguageOdds[]> {
  const listener = { model: plan.models.recognition.listener!, threads: plan.threads, networks };
  const heard = await identifyLanguages(audio.pcmPath, windows, listener, signal);
  return heard.map((odds) => amongLanguages(withTag(odds, languageTag), plan.languages));
}

const spoken = (spans: readonly RecognitionWindow[], languages: readonly string[]) =>
  spans.map(({ speech }, i) => ({ speech, language: languages[i] }));

function modelsFor(
  spans: readonly RecognitionWindow[],
  languages: readonly string[],
  { plan }: ProcessRequest,
): InstalledModel[] {
  const found = languagesOf(spoken(spans, languages));
  return found.map((language) => recognizerFor(plan.models.recognition, language));
}

/** Which hints (hotwords, prompt, a silence) were not used in recognizing, in sentences for people. */
async function unusedBy(
  models: readonly InstalledModel[],
  { plan }: ProcessRequest,
  { networks }: ProcessContext,
): Promise<string[]> {
  const { longForm, hallucinationSilence } = plan.decoding;
  const sentences: string[] = [];
  if (hallucinationSilence !== null && longForm !== 'sequential')
    sentences.push('`--hallucination-silence` is not used without `--long-form sequential`.');
  for (const model of models) {
    // Open already: it has just recognized.
    const recognizer = await networks.recognizer(model, divideRecognition(plan, model).threadsPerWorker);
    sentences.push(...recognizer.unusedOf(plan.decoding));
  }
  return [...new Set(sentences)];
}

/** A part of a stage's progress. */
function part({ signal, onProgress }: StageControl, from: number, to: number): StageControl {
  return { signal, onProgress: (share) => onProgress(from + share * (to - from)) };
}

/** What is reported about the languages of a recording. */
function describe(
  spans: readonly RecognitionWindow[],
  languages: readonly string[],
  { segments, models: asked }: SecondOpinion,
  request: ProcessRequest,
): RecognizedSpeech {
  const { plan } = request;
  const found = languagesOf(spoken(spans, languages));
  const models = modelsFor(spans, languages, request);
  const languageNames = new Intl.DisplayNames('en', { type: 'language' });
  const warnings = found.flatMap((language, i) =>
    language === undetermined || plan.language !== 'auto' || recognizes(models[i], language)
      ? []
      : [
          `This sounds like ${languageNames.of(language)} (${language}), which ${models[i].name} does not speak: its words are probably wrong. Another model speaks it (\`--model auto\`).`,
        ],
  );
  const given = plan.language === 'auto' ? undetermined : plan.language;
  const wrote = (found.length > 0 ? models : [recognizerFor(plan.models.recognition, given)]).map(
    ({ name }) => name,
  );
  return {
    language: mostSpoken(segments) ?? found[0] ?? given,
    models: [...new Set([...wrote, ...asked])],
    segments,
    warnings,
  };
}

/** The language of most recognized speech: a network that is told none may find another than was identified. */
function mostSpoken(segments: readonly Segment[]): string | undefined {
  return languagesOf(segments.map(({ start, end, language }) => ({ speech: [{ start, end }], language })))[0];
}

import { calibrationOf } from '../asr/calibration.js';
import type { RecognitionWindow } from '../asr/recognizer.js';
import { combineOpinions, territories, unsureSpans } from '../asr/second-opinion.js';
import type { Segment } from '../domain/transcript.js';
import { type ProcessRequest, recognizerFor, soleRecognizer } from './plan.js';
import { languagesOf, recognizeByLanguage } from './recognize-by-language.js';
import type { StageControl } from './run-stage.js';
import type { ProcessContext } from './worker-pool.js';

export interface SecondOpinion {
  readonly segments: readonly Segment[];
  /** Names of the models that were asked. */
  readonly models: readonly string[];
}

/** Asks the second recognizer of each language, if it has one, about the spans in which the first one is not sure. */
export async function askSecond(
  spans: readonly RecognitionWindow[],
  languages: readonly string[],
  segments: readonly Segment[],
  request: ProcessRequest,
  context: ProcessContext,
  control: StageControl,
): Promise<SecondOpinion> {
  const { models } = request.plan;
  let combined = segments;
  const asked: string[] = [];
  for (const language of languagesOf(spans.map(({ speech }, i) => ({ speech, language: languages[i] })))) {
    const second = models.recognition.second?.[language];
    const first = calibrationOf(recognizerFor(models.recognition, language).name, language);
    const calibration = second && calibrationOf(second.name, language);
    if (!second || !first || !calibration) continue;
    const unsure = unsureSpans(spans, combined, first).filter((i) => languages[i] === language);
    if (unsure.length === 0) continue;
    const recognition = soleRecognizer(second);
    const plan = { ...request.plan, language, models: { ...models, recognition } };
    const again = unsure.map((i) => ({ speech: spans[i].speech, language }));
    const heard = await recognizeByLanguage(again, { ...request, plan }, context, control);
    combined = combineOpinions(
      { segments: combined, calibration: first },
      { segments: heard, calibration },
      territories(spans, unsure),
    );
    asked.push(second.name);
  }
  return { segments: combined, models: asked };
}

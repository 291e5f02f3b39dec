import { resolve } from 'node:path';
import type { CommandContext } from '../../context.js';
import { ScribeError } from '../../errors.js';
import { replaceFile } from '../../platform/replace-file.js';
import { counted } from '../../report/describe.js';
import { type DetPlot, drawDet, drawDetSvg } from '../../report/det-plot.js';
import { printJson, printTable, writeLine, writeLines } from '../../report/output.js';
import { environmentVariableOf } from '../../settings/definitions.js';
import { writeSetting } from '../../settings/write.js';
import {
  chooseThresholds,
  type DetPoint,
  detPoints,
  equalErrorRate,
  type MatchRates,
  rateMatches,
  scoreSamples,
  tooFew,
} from '../../speakers/calibrate.js';
import { thresholdsOf } from '../../speakers/match-profile.js';
import { listVoiceVectors } from '../../store/voice-samples.js';
import { withStore } from '../with-store.js';

export interface CalibrateOptions {
  /** Share of pairs and of names that may be wrong, above 0. */
  readonly falseAccept?: number;
  readonly svg?: string;
  readonly apply?: boolean;
}

/** `scribe speakers calibrate`: which threshold and margin suit the voices of this store. */
export async function calibrateSpeakers(context: CommandContext, options: CalibrateOptions): Promise<void> {
  const { falseAccept = 0.01, svg, apply = false } = options;
  const { voiceModel: model, matchThreshold, matchMargin } = context.settings.values;
  const samples = await withStore(context, (store) => listVoiceVectors(store, { model }));
  const scores = scoreSamples(samples);
  const { people, genuine, impostor } = scores;
  const counts = { people, samples: samples.length, genuine: genuine.length, impostor: impostor.length };
  const reasons = tooFew(scores, falseAccept);
  const { threshold, margin } = thresholdsOf(model);
  const inUse = { threshold: matchThreshold ?? threshold, margin: matchMargin ?? margin };
  if (apply && reasons.length > 0)
    throw new ScribeError(
      'USAGE',
      `Calibrating ${model} failed: ${reasons.join('; ')}. Nothing was changed.`,
      {
        hint: 'Enroll more people, each from two recordings or more, or allow more with --false-accept.',
      },
    );
  const curve = genuine.length > 0 && impostor.length > 0 ? detPoints(scores) : null;
  const equal = curve && equalErrorRate(curve);
  const chosen = reasons.length === 0 ? chooseThresholds(scores, falseAccept) : null;
  const current = curve && rateMatches(scores, inUse);
  const plot: DetPlot | null = curve && {
    title: `${model}: ${people} people, ${counted(counts.genuine, 'genuine pair')}, ${counts.impostor} of different people`,
    points: curve,
    marks: [
      { label: 'Equal errors', miss: equal!.rate, falseAccept: equal!.rate },
      ...(chosen ? [{ label: 'Suggested', miss: chosen.miss, falseAccept: chosen.falseAccept }] : []),
    ],
  };
  if (svg !== undefined) writePicture(svg, model, plot);
  if (apply && chosen) applyThresholds(context, chosen);
  if (context.json)
    return printJson(context, {
      model,
      falseAccept,
      ...counts,
      equalError: equal,
      det: curve && thinned(curve),
      inUse: current ?? inUse,
      suggested: chosen,
      tooFew: reasons,
      applied: apply,
    });
  if (plot) writeLines(context.out, [...drawDet(plot), '']);
  if (equal)
    writeLine(
      context.out,
      `equal error rate ${percent(equal.rate)} at a similarity of ${equal.threshold.toFixed(2)}`,
    );
  if (current)
    printRates(context, [['in use', current], ...(chosen ? [['suggested', chosen] as const] : [])]);
  if (!chosen)
    return writeLine(
      context.out,
      `Too little for a threshold of your own: ${reasons.join('; ')}. The threshold stays at ${inUse.threshold}, the margin at ${inUse.margin}.`,
    );
  const settings = `matchThreshold ${chosen.threshold}, matchMargin ${chosen.margin}`;
  writeLine(
    context.out,
    apply
      ? `${settings}: now in ${context.folders.configFile}. Past meetings keep their names until \`scribe relabel --all\`.`
      : `To use ${settings}, run it again with --apply.`,
  );
}

function printRates(context: CommandContext, rows: readonly (readonly [string, MatchRates])[]): void {
  printTable(
    context,
    ['', 'THRESHOLD', 'MARGIN', 'MISSED', 'FALSE ACCEPTS', 'RIGHT', 'WRONG', 'STRANGERS NAMED'],
    rows.map(([label, rates]) => [
      label,
      rates.threshold.toFixed(2),
      rates.margin.toFixed(2),
      ...[rates.miss, rates.falseAccept, rates.right, rates.wrong, rates.strangersNamed].map(percent),
    ]),
  );
}

const percent = (share: number) => `${(100 * share).toFixed(1)} %`;

/** Few enough points for a script to draw: where one of the errors changes by half a percent, and the last. */
function thinned(points: readonly DetPoint[]): DetPoint[] {
  const kept = points.slice(0, 1);
  for (const [i, point] of points.entries()) {
    const { miss, falseAccept } = kept[kept.length - 1];
    const moved = Math.max(point.miss - miss, falseAccept - point.falseAccept);
    if (moved >= 0.005 || (moved > 0 && i === points.length - 1)) kept.push(point);
  }
  return kept;
}

/** @throws ScribeError USAGE without a curve, OUTPUT when the file cannot be written. */
function writePicture(path: string, model: string, plot: DetPlot | null): void {
  if (!plot)
    throw new ScribeError(
      'USAGE',
      `Drawing ${path} failed: in the samples of ${model} nobody has two, or there is only one person.`,
      {
        hint: 'Enroll more people, each from two recordings or more.',
      },
    );
  try {
    replaceFile(resolve(path), drawDetSvg(plot));
  } catch (cause) {
    throw new ScribeError('OUTPUT', `Writing ${path} failed: ${(cause as Error).message}`, {
      hint: 'Check the folder and its permissions.',
      cause,
    });
  }
}

function applyThresholds(context: CommandContext, { threshold, margin }: MatchRates): void {
  const { configFile } = context.folders;
  const note = (line: string) => writeLine(context.err, `note: ${line}`);
  for (const [name, value] of [
    ['matchThreshold', threshold],
    ['matchMargin', margin],
  ] as const) {
    const kept = writeSetting(configFile, name, value);
    if (kept) note(`the config file could not be read; its old content is now in ${kept}.`);
    if (context.settings.sources[name] === 'environment')
      note(`${environmentVariableOf(name)} is set and beats the file.`);
  }
}

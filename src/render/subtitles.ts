import type { Meeting } from '../domain/meeting.js';
import { milliseconds, type Span } from '../domain/time.js';
import { chooseBreaks, cueUnits, markInterjections, type Unit } from './cue-breaks.js';
import { cueEnd, type SubtitleShape, subtitleDefaults } from './cue-length.js';
import { displayWidth } from './text-width.js';

/** One subtitle: one speaker, at most two lines. */
export interface Cue extends Span {
  readonly clusterId: string;
  /** Unescaped. */
  readonly lines: readonly string[];
}

/** What a format writes before the words of a new speaker: nothing, or a text of at most half a line. */
export type CueLead = (clusterId: string) => string;

/**
 * The cues of a meeting, by start. Times come from the words, in whole milliseconds (`cueEnd`). Two cues overlap only
 * where words of two people do: then each keeps the time of its own words, since cutting one would hide what was said.
 * Cues of one speaker do not overlap.
 * @param lead written where the speaker is another than in the cue before, and counted in the line
 */
export function buildCues(
  meeting: Pick<Meeting, 'turns'>,
  lead: CueLead,
  shape: SubtitleShape = subtitleDefaults,
): Cue[] {
  const drafts = draftCues(meeting, lead, shape);
  const cues: Cue[] = new Array(drafts.length);
  const nextBySpeaker = new Map<string, number>();
  for (let i = drafts.length - 1; i >= 0; i--) {
    const { clusterId, units } = drafts[i];
    const changes = i === 0 || drafts[i - 1].clusterId !== clusterId;
    const name = changes ? lead(clusterId) : '';
    const columns = columnsOf(units, displayWidth(name));
    const start = milliseconds(units[0].start);
    const nextOwn = nextBySpeaker.get(clusterId) ?? Number.POSITIVE_INFINITY;
    const nextAny = i + 1 < drafts.length ? milliseconds(drafts[i + 1].units[0].start) : nextOwn;
    const end = cueEnd(start, milliseconds(units[units.length - 1].end), columns, nextOwn, nextAny, shape);
    nextBySpeaker.set(clusterId, start);
    cues[i] = { start: start / 1000, end: end / 1000, clusterId, lines: layOut(units, name, shape) };
  }
  return cues;
}

/** How many cues of a meeting have more columns a second than one can read, and how many the fastest has. Without names. */
export function measureReading(
  meeting: Pick<Meeting, 'turns'>,
  shape: SubtitleShape,
): { readonly cues: number; readonly fast: number; readonly fastest: number } {
  const speeds = buildCues(meeting, () => '', shape).map(({ lines, start, end }) => {
    const columns = lines.reduce((sum, line) => sum + displayWidth(line), lines.length - 1);
    return columns / (end - start);
  });
  // Times are whole milliseconds: a cue that is held exactly as long as it takes is not too fast.
  const fast = speeds.filter((speed) => speed > shape.readingSpeed * 1.01);
  return {
    cues: speeds.length,
    fast: fast.length,
    fastest: fast.reduce((most, speed) => Math.max(most, speed), 0),
  };
}

interface Draft {
  readonly clusterId: string;
  readonly units: readonly Unit[];
}

/** Columns that a word may take: in a single line, it must fit beside the name. */
function unitWidth({ lineWidth, lines }: SubtitleShape, lead: number): number {
  return lines === 1 && lead > 0 ? lineWidth - lead - 1 : lineWidth;
}

/** Every turn divided by itself, then all cues in the order of their starts. */
function draftCues(meeting: Pick<Meeting, 'turns'>, lead: CueLead, shape: SubtitleShape): Draft[] {
  const blocks = meeting.turns
    .map((turn) => ({
      clusterId: turn.clusterId,
      units: cueUnits(turn, unitWidth(shape, displayWidth(lead(turn.clusterId)))),
      interrupted: false,
      stops: new Set<number>(),
    }))
    .filter((block) => block.units.length > 0)
    .sort((a, b) => a.units[0].start - b.units[0].start);
  for (let i = 0; i < blocks.length; i++) {
    const { units, clusterId } = blocks[i];
    const end = units[units.length - 1].end;
    for (let j = i + 1; j < blocks.length && blocks[j].units[0].start <= end; j++) {
      if (blocks[j].clusterId === clusterId) continue;
      blocks[i].interrupted = true;
      blocks[j].interrupted = true;
      markInterjections(units, blocks[j].units, blocks[i].stops);
      markInterjections(blocks[j].units, units, blocks[j].stops);
    }
  }
  const drafts: Draft[] = [];
  for (const { clusterId, units, interrupted, stops } of blocks) {
    // A cue of somebody else may come between the cues of an interrupted turn: then each needs room for the name.
    const width = displayWidth(lead(clusterId));
    let from = 0;
    for (const to of chooseBreaks(units, { first: width, rest: interrupted ? width : 0 }, stops, shape)) {
      drafts.push({ clusterId, units: units.slice(from, to) });
      from = to;
    }
  }
  return drafts.sort((a, b) => milliseconds(a.units[0].start) - milliseconds(b.units[0].start));
}

/** One line if the text fits, else two of about equal width, divided at a good place. */
function layOut(units: readonly Unit[], lead: string, { lineWidth }: SubtitleShape): string[] {
  const leadWidth = displayWidth(lead);
  const total = columnsOf(units, leadWidth);
  if (total <= lineWidth) return [joinUnits(units, lead)];
  let divide = 0;
  let leastCost = Number.POSITIVE_INFINITY;
  let first = leadWidth;
  for (let to = 0; to < units.length; to++) {
    if (to > 0) first += units[to - 1].width + (spaced(units, to - 1, leadWidth) ? 1 : 0);
    const second = total - first - (spaced(units, to, leadWidth) ? 1 : 0);
    if (first === 0 || first > lineWidth || second > lineWidth) continue;
    const cost = Math.abs(first - second) + (to === 0 ? 0 : 2 * units[to - 1].breakCost);
    if (cost >= leastCost) continue;
    divide = to;
    leastCost = cost;
  }
  return [joinUnits(units.slice(0, divide), lead), joinUnits(units.slice(divide), '')];
}

/** Whether a space stands before a unit of a line that opens with a lead of this width. */
function spaced(units: readonly Unit[], index: number, leadWidth: number): boolean {
  return index === 0 ? leadWidth > 0 : !units[index].glued;
}

function columnsOf(units: readonly Unit[], leadWidth: number): number {
  return units.reduce((sum, unit, i) => sum + unit.width + (spaced(units, i, leadWidth) ? 1 : 0), leadWidth);
}

function joinUnits(units: readonly Unit[], lead: string): string {
  let text = lead;
  for (const [i, unit] of units.entries())
    text += spaced(units, i, lead.length) ? ` ${unit.text}` : unit.text;
  return text;
}

import { diffArrays } from 'diff';
import { formatClock } from '../domain/time.js';
import { joinWords } from '../domain/transcript.js';
import { oneLine } from '../domain/visible-text.js';
import { editAll } from './edit-turns.js';
import { anchorOf, checkOf, type EditForm, speakerLabels } from './form.js';
import type { FormBlock, FormProblem, ReadForm } from './read-form.js';
import { nameResolver } from './resolve-name.js';
import type { EditableTurn, TranscriptEdit } from './transcript-edit.js';

/** A turn with what stands for it in the form, and those behind it that have no heading any longer. */
interface Section {
  readonly turn: EditableTurn;
  readonly block: FormBlock;
  /** Divided from it. */
  readonly parts: readonly FormBlock[];
  readonly missing: readonly EditableTurn[];
}

/** The part of `compareForm` that is about turns. @param storeIsSame since the form was written, as to its turns. */
export function compareBlocks(
  read: ReadForm,
  current: EditForm,
  turns: readonly EditableTurn[],
  storeIsSame: boolean,
): {
  readonly edits: readonly TranscriptEdit[];
  readonly problems: readonly FormProblem[];
  readonly changedMeanwhile: number;
} {
  const problems: FormProblem[] = [];
  const resolve = nameResolver(current, read.names);
  const label = speakerLabels(current);
  const { sections, leading } = divide(read.blocks, turns, problems);
  if (problems.length > 0) return { edits: [], problems, changedMeanwhile: 0 };
  const missing = [...leading, ...sections.flatMap((section) => section.missing)];
  if (missing.length > 0 && !storeIsSame)
    return {
      edits: [],
      problems: [
        {
          line: sections[0]?.block.line ?? 1,
          problem: `turns are missing, the first of ${formatClock(missing[0].start, 'clock')}, and the store was changed meanwhile: whether they were deleted here cannot be told`,
        },
      ],
      changedMeanwhile: 0,
    };
  const edits: TranscriptEdit[] = leading.map(emptied);
  let changedMeanwhile = 0;
  for (const section of sections) {
    const { turn, block, parts } = section;
    const printed = current.turns.find(({ id }) => id === turn.id)!;
    const clusterOf = (own: FormBlock, same: string): string => {
      if (own.speaker === '' || own.speaker === label(same)) return same;
      const found = resolve(own.speaker);
      if ('clusterId' in found) return found.clusterId;
      problems.push({ line: own.line, problem: found.problem });
      return same;
    };
    const time = formatClock(turn.start, 'clock');
    if (block.time !== null && block.time !== time)
      problems.push({ line: block.line, problem: `the time of this turn is ${time}, and cannot be changed` });
    const clusterId = clusterOf(block, turn.clusterId);
    const plain = parts.length === 0 && section.missing.length === 0;
    const mine = { clusterId, text: block.text };
    const isSame = plain && mine.clusterId === printed.clusterId && mine.text === printed.text;
    if (block.anchor!.check !== checkOf(printed)) {
      if (isSame) continue;
      if (plain && block.anchor!.check === checkOf(mine)) changedMeanwhile++;
      else
        problems.push({
          line: block.line,
          problem: `this turn was changed in the store meanwhile: ${label(printed.clusterId)} says "${printed.text}" now`,
        });
      continue;
    }
    if (isSame) continue;
    const speakers: string[] = [clusterId];
    for (const part of parts) {
      const own = clusterOf(part, speakers.at(-1)!);
      speakers.push(own);
      if (part.text === '') problems.push({ line: part.line, problem: 'this new turn has no text' });
    }
    if (parts.length > 0 && block.text === '')
      problems.push({ line: block.line, problem: 'this turn is divided and has no text of its own' });
    if (problems.length === 0) edits.push(...editsOf(section, turns, speakers));
  }
  return { edits: problems.length > 0 ? [] : edits, problems, changedMeanwhile };
}

const emptied = ({ id }: EditableTurn): TranscriptEdit => ({ kind: 'text', turnId: id, text: '' });

/** Gives every turn of the store its place in the form. */
function divide(
  blocks: readonly FormBlock[],
  turns: readonly EditableTurn[],
  problems: FormProblem[],
): { readonly sections: readonly Section[]; readonly leading: readonly EditableTurn[] } {
  const places = new Map(turns.map((turn, i) => [anchorOf(turn.id), i]));
  const sections: Section[] = [];
  let last = -1;
  let leading: readonly EditableTurn[] = [];
  const seen = new Set<string>();
  for (const block of blocks) {
    const section = sections.at(-1);
    if (block.anchor === null) {
      if (section) sections[sections.length - 1] = { ...section, parts: [...section.parts, block] };
      continue;
    }
    const { turn: anchor } = block.anchor;
    const place = places.get(anchor);
    if (seen.has(anchor)) problems.push({ line: block.line, problem: 'this turn stands here twice' });
    else if (place === undefined)
      problems.push({ line: block.line, problem: 'the transcript has no such turn, or no longer' });
    else if (place < last)
      problems.push({
        line: block.line,
        problem: 'turns cannot change their order: this one was before another',
      });
    else {
      const between = turns.slice(last + 1, place);
      if (section) sections[sections.length - 1] = { ...section, missing: between };
      else leading = between;
      sections.push({ turn: turns[place], block, parts: [], missing: [] });
      last = place;
    }
    seen.add(anchor);
  }
  const rest = turns.slice(last + 1);
  const section = sections.at(-1);
  if (section) sections[sections.length - 1] = { ...section, missing: rest };
  else leading = rest;
  return { sections, leading };
}

/**
 * The edits of one section, in the order in which they are made: what lost its heading is joined if its words are here,
 * else emptied; then the text; then parts are divided from the end; then the speaker.
 *
 * @param speakers of the turn and of its parts.
 */
function editsOf(
  { turn, block, parts, missing }: Section,
  turns: readonly EditableTurn[],
  speakers: readonly string[],
): TranscriptEdit[] {
  const texts = [block.text, ...parts.map((part) => part.text)];
  const text = texts.filter((each) => each !== '').join(' ');
  const joined = missing.slice(0, lastJoined(turn, missing, text) + 1);
  const edits: TranscriptEdit[] = [
    ...missing.slice(joined.length).map(emptied),
    ...joined.map(({ id }): TranscriptEdit => ({ kind: 'merge', turnId: turn.id, nextId: id })),
    ...(joined.length === 0 && text === oneLine(turn.text)
      ? []
      : [{ kind: 'text', turnId: turn.id, text } as const]),
  ];
  if (parts.length > 0) {
    const made = { newId: () => '', confidence: 1 };
    const { turns: after } = editAll(turns, edits, made);
    const { words } = after.find(({ id }) => id === turn.id)!;
    let head = text;
    for (let part = parts.length; part > 0; part--) {
      head = head.slice(0, head.length - texts[part].length).trimEnd();
      const size = oneLine(head).length;
      const at = words.findIndex((_, i) => joinWords(words.slice(0, i)).length >= size && i > 0);
      edits.push({ kind: 'split', turnId: turn.id, at, clusterId: speakers[part] });
    }
  }
  if (speakers[0] !== turn.clusterId)
    edits.push({ kind: 'speaker', turnId: turn.id, clusterId: speakers[0] });
  return edits;
}

/** The last of the turns without a heading whose words are, by more than half, behind those of the turn; -1: none. */
function lastJoined(turn: EditableTurn, missing: readonly EditableTurn[], text: string): number {
  if (missing.length === 0) return -1;
  const split = (said: string) => said.split(/\s+/u).filter((word) => word !== '');
  const owners = [turn, ...missing].flatMap((each, i) => split(each.text).map(() => i - 1));
  const kept = new Map<number, number>();
  let at = 0;
  for (const part of diffArrays(
    [turn, ...missing].flatMap((each) => split(each.text)),
    split(text),
  )) {
    if (part.added) continue;
    if (!part.removed)
      for (let i = at; i < at + part.value.length; i++) kept.set(owners[i], (kept.get(owners[i]) ?? 0) + 1);
    at += part.value.length;
  }
  return missing.findLastIndex((each, i) => (kept.get(i) ?? 0) * 2 > split(each.text).length);
}

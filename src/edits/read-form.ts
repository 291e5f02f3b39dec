import { isMap, isScalar, LineCounter, parseDocument } from 'yaml';
import { spaceless } from './align-words.js';
import { type FormState, parseState } from './form.js';

/** What is wrong with a form, and where. */
export interface FormProblem {
  /** From 1. */
  readonly line: number;
  readonly problem: string;
}

/** A heading and the text below it. */
export interface FormBlock {
  readonly line: number;
  /** Null: a part of the turn before it, divided from it. */
  readonly anchor: { readonly turn: string; readonly check: string } | null;
  /** As it was typed; null: none. */
  readonly time: string | null;
  /** As it was typed; empty: none. */
  readonly speaker: string;
  /** One line. */
  readonly text: string;
}

interface FormField {
  readonly line: number;
  readonly value: string;
}

export interface ReadForm {
  readonly meetingId: string | null;
  readonly title: FormField | null;
  readonly date: FormField | null;
  /** By cluster. */
  readonly names: ReadonlyMap<string, FormField>;
  readonly state: FormState | null;
  readonly blocks: readonly FormBlock[];
  /** Of its own text; whether it fits the store is for `compareForm`. */
  readonly problems: readonly FormProblem[];
}

/** Reads a form that somebody has edited. Everything that is wrong is reported, not only the first. Pure. */
export function readForm(text: string): ReadForm {
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/);
  const problems: FormProblem[] = [];
  const end = lines[0]?.trim() === '---' ? lines.findIndex((line, i) => i > 0 && line.trim() === '---') : -1;
  if (end < 0) {
    problems.push({ line: 1, problem: 'the part between --- and --- at the top is missing' });
    return { meetingId: null, title: null, date: null, names: new Map(), state: null, blocks: [], problems };
  }
  const matter = readMatter(lines.slice(1, end), problems);
  return { ...matter, blocks: readBlocks(lines, end + 1, problems), problems };
}

const known = ['title', 'date', 'speakers', 'meeting', 'state'];

function readMatter(lines: readonly string[], problems: FormProblem[]) {
  const counter = new LineCounter();
  const document = parseDocument(lines.join('\n'), { lineCounter: counter, schema: 'failsafe' });
  const lineOf = (offset: number) => counter.linePos(offset).line + 1;
  for (const { pos, message } of document.errors)
    problems.push({
      line: lineOf(pos[0]),
      problem: `this is not YAML: ${message.split('\n')[0].replace(/ at line .*$/, '')}`,
    });
  const fields = new Map<string, FormField>();
  const names = new Map<string, FormField>();
  const collect = (node: unknown, into: Map<string, FormField>, path: string) => {
    if (!isMap(node)) return;
    for (const { key, value } of node.items) {
      if (!isScalar(key)) continue;
      const name = String(key.value);
      const line = lineOf(key.range?.[0] ?? 0);
      if (path === '' && !known.includes(name)) {
        problems.push({ line, problem: `"${name}" is nothing that can be edited here` });
      } else if (path === '' && name === 'speakers' && (isMap(value) || value === null))
        collect(value, names, name);
      else if (
        value === null ||
        (isScalar(value) && (value.value === null || typeof value.value === 'string'))
      )
        into.set(name, { line, value: value === null ? '' : String(value.value ?? '').trim() });
      else problems.push({ line, problem: `"${name}" must be a text` });
    }
  };
  collect(document.contents, fields, '');
  const state = parseState(fields.get('state')?.value ?? '');
  if (state === null && document.errors.length === 0)
    problems.push({
      line: fields.get('state')?.line ?? 1,
      problem: 'the line "state" is missing or changed; it says what the form was made of',
    });
  return {
    meetingId: fields.get('meeting')?.value ?? null,
    title: fields.get('title') ?? null,
    date: fields.get('date') ?? null,
    names,
    state,
  };
}

const heading = /^##(?!#)[ \t]*(.*)$/;
const anchorEnd = /\{#([0-9a-f]{8})-([0-9a-f]{6})\}$/i;
const clock = /^(\d+:\d\d:\d\d)(?:\s+|$)/;

function readBlocks(lines: readonly string[], from: number, problems: FormProblem[]): FormBlock[] {
  const blocks: (Omit<FormBlock, 'text'> & { texts: string[] })[] = [];
  let inComment = false;
  for (let i = from; i < lines.length; i++) {
    const line = lines[i].trim();
    const number = i + 1;
    // Speech may have such marks; the guide stands before the first turn.
    if (blocks.length === 0 && (inComment || line.startsWith('<!--'))) {
      inComment = !line.endsWith('-->');
      continue;
    }
    if (line === '') continue;
    const title = heading.exec(line);
    if (!title) {
      if (blocks.length > 0) blocks[blocks.length - 1].texts.push(line.replace(/^\\(?=[#\\])/, ''));
      else problems.push({ line: number, problem: 'this text stands before the first turn' });
      continue;
    }
    const [, rest] = title;
    const anchor = anchorEnd.exec(rest.trim());
    const label = rest.trim().replace(anchorEnd, '').trim();
    if (!anchor && /[{}]/.test(label)) {
      problems.push({
        line: number,
        problem: 'the part in braces is not what it was; it says which turn this is',
      });
      continue;
    }
    if (!anchor && blocks.length === 0) {
      problems.push({ line: number, problem: 'the first turn has lost the part in braces' });
      continue;
    }
    const time = clock.exec(label)?.[1] ?? null;
    blocks.push({
      line: number,
      anchor: anchor && { turn: anchor[1].toLowerCase(), check: anchor[2].toLowerCase() },
      time,
      speaker: label.replace(clock, '').trim(),
      texts: [],
    });
  }
  return blocks.map(({ texts, ...block }) => ({ ...block, text: joinLines(texts) }));
}

/** Lines as one: between two letters of a script without spaces stands none. */
function joinLines(lines: readonly string[]): string {
  return lines.reduce((joined, line) => {
    const isGlued = spaceless.test(joined.slice(-1)) && spaceless.test(line.slice(0, 1));
    return joined === '' || isGlued ? joined + line : `${joined} ${line}`;
  }, '');
}

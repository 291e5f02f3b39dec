import { oneLine } from '../../domain/visible-text.js';

/** A line of a transcript as a language model reads it; a very long turn has several lines with its number. */
export interface TranscriptLine {
  /** Of the turn, from 1. */
  readonly number: number;
  /** `[12] Maya: We keep the format.` */
  readonly text: string;
  readonly tokens: number;
}

export const divideDefaults = {
  /** Of a part, the share that the next part begins with again: what is said there is understood from what came before. */
  overlap: 0.1,
  /** Of a part, the share that one line may take. */
  line: 0.25,
} as const;

/** The lines of turns. A turn of more than so many tokens is divided between words. Pure. */
export function linesOf(
  turns: readonly { readonly speaker: string; readonly text: string }[],
  most: number,
  weigh: (text: string) => number,
): TranscriptLine[] {
  return turns.flatMap(({ speaker, text }, i) => {
    const start = `[${i + 1}] ${oneLine(speaker)}: `;
    return divideText(oneLine(text), most - weigh(start), weigh).map((part) => {
      const line = start + part;
      return { number: i + 1, text: line, tokens: weigh(line) };
    });
  });
}

function divideText(text: string, most: number, weigh: (text: string) => number): string[] {
  if (weigh(text) <= most || text.length < 20) return [text];
  const middle = Math.floor(text.length / 2);
  const space = text.lastIndexOf(' ', middle);
  const at = space > text.length / 4 ? space : middle;
  return [text.slice(0, at), text.slice(at).trimStart()].flatMap((half) => divideText(half, most, weigh));
}

/**
 * Lines in parts that each fit into a budget of tokens; a part begins with the last lines of the one before it. Pure.
 * @param lines each of at most a fourth of the budget.
 */
export function divideTranscript(lines: readonly TranscriptLine[], budget: number): TranscriptLine[][] {
  const parts: TranscriptLine[][] = [];
  let part: TranscriptLine[] = [];
  let tokens = 0;
  for (const line of lines) {
    if (tokens + line.tokens > budget && part.length > 0) {
      parts.push(part);
      part = lastLines(part, budget * divideDefaults.overlap);
      tokens = part.reduce((sum, each) => sum + each.tokens, 0);
    }
    part.push(line);
    tokens += line.tokens;
  }
  return part.length > 0 ? [...parts, part] : parts;
}

function lastLines(lines: readonly TranscriptLine[], budget: number): TranscriptLine[] {
  let from = lines.length;
  let left = budget;
  while (from > 0 && lines[from - 1].tokens <= left) left -= lines[--from].tokens;
  return lines.slice(from);
}

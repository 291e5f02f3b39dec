import { Box, Text, useInput } from 'ink';
import { useRef, useState } from 'react';
import { visible } from '../domain/visible-text.js';
import { createLiveView } from './live-view.js';

/** A line of text that somebody changes. */
export interface LineQuestion {
  readonly title: string;
  /** What the line says at first. */
  readonly text: string;
}

/** @param onLine takes the line, or null: Escape or Ctrl-C. */
export function LineView({ title, text, onLine }: LineQuestion & { onLine: (line: string | null) => void }) {
  // Keys come faster than the line is drawn: each is about the line as the last one left it.
  const line = useRef({ letters: [...text], at: [...text].length });
  const [, redraw] = useState(0);
  const put = (from: number, to: number, typed: readonly string[] = []) => {
    const { letters } = line.current;
    line.current = {
      letters: [...letters.slice(0, from), ...typed, ...letters.slice(to)],
      at: from + typed.length,
    };
    redraw((n) => n + 1);
  };
  useInput((input, key) => {
    const { letters, at } = line.current;
    if (key.escape || (key.ctrl && input === 'c')) return onLine(null);
    if (key.return) return onLine(letters.join(''));
    if (key.leftArrow) return put(Math.max(0, at - 1), Math.max(0, at - 1));
    if (key.rightArrow) return put(Math.min(letters.length, at + 1), Math.min(letters.length, at + 1));
    if (key.ctrl && input === 'a') return put(0, 0);
    if (key.ctrl && input === 'e') return put(letters.length, letters.length);
    if (key.ctrl && input === 'u') return put(0, at);
    // Terminals send the same for the two keys, and ink calls it delete.
    if (key.backspace || key.delete) return put(Math.max(0, at - 1), at);
    if (!key.ctrl && !key.meta && input !== '') put(at, at, [...input.replace(/[\r\n]+/g, ' ')]);
  });
  const { letters, at } = line.current;
  return (
    <Box flexDirection="column">
      <Text bold wrap="truncate-end">
        {visible(title)}
      </Text>
      <Text wrap="truncate-start">
        {'  '}
        {visible(letters.slice(0, at).join(''))}
        <Text inverse>{visible(letters[at] ?? ' ')}</Text>
        {visible(letters.slice(at + 1).join(''))}
      </Text>
      <Text dimColor wrap="truncate-end">
        [Enter] write it [Esc] leave it
      </Text>
    </Box>
  );
}

/** Lets somebody change a line below everything that was written so far; null: it was left as it is. */
export async function askLine(
  screen: NodeJS.WriteStream,
  question: LineQuestion,
  signal: AbortSignal,
): Promise<string | null> {
  let answer: (line: string | null) => void = () => {};
  const answered = new Promise<string | null>((resolve) => {
    answer = resolve;
  });
  const quit = () => answer(null);
  const view = createLiveView(screen, () => <LineView {...question} onLine={answer} />);
  signal.addEventListener('abort', quit);
  if (signal.aborted) quit();
  else view.open();
  try {
    return await answered;
  } finally {
    signal.removeEventListener('abort', quit);
    view.close();
  }
}

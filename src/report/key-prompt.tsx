import { Box, Text, useInput } from 'ink';
import { visible } from '../domain/visible-text.js';
import { createLiveView } from './live-view.js';

/** A question that one key answers. */
export interface KeyQuestion {
  readonly title: string;
  readonly lines: readonly string[];
  /** What each key does: `y` -> `yes`. `q` is what Ctrl-C and an interruption mean. */
  readonly keys: Readonly<Record<string, string>>;
}

export function KeyView({ title, lines, keys, onKey }: KeyQuestion & { onKey: (key: string) => void }) {
  useInput((input, { ctrl, escape: isEscape }) => {
    if (isEscape || (ctrl && input === 'c')) return onKey('q');
    const key = input.toLowerCase();
    if (!ctrl && Object.hasOwn(keys, key)) onKey(key);
  });
  return (
    <Box flexDirection="column">
      <Text bold wrap="truncate-end">
        {visible(title)}
      </Text>
      {lines.map((line) => (
        <Text key={line} wrap="truncate-end">
          {'  '}
          {visible(line)}
        </Text>
      ))}
      <Text dimColor wrap="truncate-end">
        {Object.entries(keys)
          .map(([key, meaning]) => `[${key}] ${meaning}`)
          .join('  ')}
      </Text>
    </Box>
  );
}

/** Shows a question below everything that was written so far until one of its keys is pressed; then it is wiped away. */
export async function askKey(
  screen: NodeJS.WriteStream,
  question: KeyQuestion,
  signal: AbortSignal,
): Promise<string> {
  let answer: (key: string) => void = () => {};
  const answered = new Promise<string>((resolve) => {
    answer = resolve;
  });
  const quit = () => answer('q');
  const view = createLiveView(screen, () => <KeyView {...question} onKey={answer} />);
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

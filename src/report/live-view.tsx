import { render, Text } from 'ink';
import { type ReactNode, useEffect, useState } from 'react';
import { visible } from '../domain/visible-text.js';

const barWidth = 24;

/** What is being worked on, a bar, and a remark: one line. */
export function BarLine(line: { place: string; name: string; share: number; remark: string }) {
  const share = Math.min(1, Math.max(0, line.share));
  const filled = Math.round(share * barWidth);
  return (
    <Text wrap="truncate-end">
      {line.place}
      <Text bold>{visible(line.name)}</Text> <Text color="cyan">{'█'.repeat(filled)}</Text>
      <Text dimColor>{'░'.repeat(barWidth - filled)}</Text> {String(Math.floor(share * 100)).padStart(3)} %{' '}
      <Text dimColor>{line.remark}</Text>
    </Text>
  );
}

/** A view below everything that was written so far; closing wipes it away. */
export interface LiveView {
  open(): void;
  close(): void;
}

/** @param draw is asked ten times a second, with the height of the terminal in rows. */
export function createLiveView(screen: NodeJS.WriteStream, draw: (rows: number) => ReactNode): LiveView {
  let view: ReturnType<typeof render> | null = null;
  return {
    open() {
      view ??= render(<Redrawn draw={() => draw(screen.rows)} />, {
        stdout: neverCleared(screen),
        exitOnCtrlC: false,
        patchConsole: false,
      });
    },
    close() {
      view?.clear();
      view?.unmount();
      view = null;
    },
  };
}

function Redrawn({ draw }: { draw: () => ReactNode }) {
  const [, redraw] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => redraw((n) => n + 1), 100);
    return () => clearInterval(timer);
  }, []);
  return draw();
}

/**
 * The terminal as ink sees it. When its output fills the screen, ink clears everything, including what was there
 * before. So ink is told that the screen is endlessly high; the view itself asks for the true height and shrinks in time.
 */
function neverCleared(terminal: NodeJS.WriteStream): NodeJS.WriteStream {
  return new Proxy(terminal, {
    get(target, key) {
      if (key === 'rows') return Number.MAX_SAFE_INTEGER;
      const value: unknown = Reflect.get(target, key);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

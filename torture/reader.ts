import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { comparable, listFiles, type Place, type State } from './state.js';

/** Reads transcripts over and over while scribe writes them, as another program might. */
export interface Reader {
  /** Stops it. @returns files that it saw half-written: with bytes of neither state. */
  stop(states: readonly State[]): string[];
}

/** Milliseconds between two looks. */
const pause = 15;

/** Alone, or among others of its name; a zero may also be a part of it. */
const holds = (expected: string | undefined, content: string): boolean =>
  expected === content || expected?.split('\0').includes(content) === true;

export function startReader(place: Place, known: ReadonlySet<string>): Reader {
  const seen = new Map<string, Set<string>>();
  const look = () => {
    for (const path of [...listFiles(join(place.home, 'artifacts')), ...listFiles(place.out)]) {
      // What is staged has another name until it is whole.
      if (path.endsWith('/') || path.includes('/.scribe-') || path.includes('.backup')) continue;
      try {
        const name = comparable(relative(place.folder, path), place, known, false);
        const contents = seen.get(name) ?? new Set();
        seen.set(name, contents.add(comparable(readFileSync(path, 'utf8'), place, known, false)));
      } catch {
        // It was replaced or removed meanwhile.
      }
    }
  };
  const timer = setInterval(look, pause);
  return {
    stop(states) {
      clearInterval(timer);
      look();
      return [...seen].flatMap(([name, contents]) =>
        [...contents].some((content) => !states.some((state) => holds(state.files.get(name), content)))
          ? [`${name} was seen with bytes of neither before nor after`]
          : [],
      );
    },
  };
}

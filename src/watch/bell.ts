/** Wakes somebody who waits. */
export interface Bell {
  ring(): void;
  /** Waits for the bell, or so many milliseconds. A ring before the wait counts. */
  wait(milliseconds: number): Promise<void>;
}

/** Milliseconds: several changes at once ring once. */
const together = 100;

/** @param signal rings, too, when it is aborted. */
export function createBell(signal: AbortSignal): Bell {
  let rung = false;
  let wake: (() => void) | null = null;
  const bell: Bell = {
    ring() {
      rung = true;
      wake?.();
    },
    async wait(milliseconds) {
      if (!rung && !signal.aborted)
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, milliseconds);
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      wake = null;
      if (rung && !signal.aborted) await new Promise((resolve) => setTimeout(resolve, together));
      rung = false;
    },
  };
  signal.addEventListener('abort', () => bell.ring(), { once: true });
  return bell;
}

export const watchdogDefaults = {
  /**
   * Seconds without a sign of life after which ffmpeg is taken to hang. A slow disk or network gives some bytes in that
   * time; ffmpeg 5.1 looks for ever for the end of a WAV file whose header is too short, where zeros follow.
   */
  patience: 60,
} as const;

export interface Watchdog {
  /** A sign of life. */
  touch(): void;
  /** While it waits for us, its silence says nothing. */
  pause(): void;
  resume(): void;
  stop(): void;
}

/** Calls `onHang` once, after so many seconds without a sign of life. Seconds in which this process was stopped are not counted. */
export function createWatchdog(onHang: () => void, patience: number = watchdogDefaults.patience): Watchdog {
  const step = Math.min(1, patience / 4);
  let silent = 0;
  let paused = 0;
  // Ticks are counted, and not the clock read: a process that was stopped and goes on has missed its ticks.
  const timer = setInterval(() => {
    if (paused > 0) return;
    silent += step;
    if (silent < patience) return;
    clearInterval(timer);
    onHang();
  }, step * 1000);
  return {
    touch: () => {
      silent = 0;
    },
    pause: () => {
      paused++;
    },
    resume: () => {
      paused--;
      silent = 0;
    },
    stop: () => clearInterval(timer),
  };
}

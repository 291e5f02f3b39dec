const watchdogDefaults = {
  /**
   * Seconds without a sign of life after which ffmpeg is considered hung. A slow disk or network gives some bytes in
   * that time; ffmpeg 5.1 searches for ever after the end of a WAV file whose header states too little, if zeros follow.
   */
  patience: 60,
} as const;

export interface Watchdog {
  /** A sign of life. */
  touch(): void;
  /** Until `resume`, ffmpeg waits for us: its silence means nothing. */
  pause(): void;
  resume(): void;
  stop(): void;
}

/** Calls `onHang` once, after `patience` seconds without a sign of life; time in which this process was stopped does not count. */
export function createWatchdog(onHang: () => void, patience: number = watchdogDefaults.patience): Watchdog {
  const step = Math.min(1, patience / 4);
  let silent = 0;
  let paused = 0;
  // Ticks are counted instead of reading the clock: a stopped process misses its ticks.
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

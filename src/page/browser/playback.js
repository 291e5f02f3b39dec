import { part, say } from './parts.js';

/**
 * The sound of the recording, and what follows it. Before the browser knows the length, a wish to go somewhere is kept.
 * @returns {Playback}
 */
export function openPlayback() {
  const audio = part('audio', HTMLAudioElement);
  const position = part('position', HTMLInputElement);
  const length = Number(position.max);
  /** @type {Set<(at: number) => void>} */
  const listeners = new Set();
  /** Seconds; null: nothing is waited for. @type {number | null} */
  let wanted = null;

  const tell = () => {
    const at = wanted ?? audio.currentTime;
    for (const listener of listeners) listener(at);
  };
  const keepTelling = () => {
    tell();
    if (!audio.paused && !audio.ended) requestAnimationFrame(keepTelling);
  };
  audio.addEventListener('play', keepTelling);
  for (const kind of ['pause', 'seeked', 'timeupdate', 'ended']) audio.addEventListener(kind, tell);
  audio.addEventListener('loadedmetadata', () => {
    if (wanted !== null) audio.currentTime = wanted;
    wanted = null;
  });

  return {
    audio,
    length,
    at: () => wanted ?? audio.currentTime,
    onMove: (listener) => void listeners.add(listener),
    seek(to) {
      const at = Math.min(Math.max(0, to), length);
      if (audio.readyState === 0) wanted = at;
      else audio.currentTime = at;
      tell();
    },
    toggle() {
      if (!audio.paused) return audio.pause();
      audio.play().catch(() => say('The recording cannot be played.'));
    },
  };
}

/**
 * @typedef {object} Playback
 * @property {HTMLAudioElement} audio
 * @property {number} length of the recording, in seconds
 * @property {() => number} at where it is, in seconds
 * @property {(listener: (at: number) => void) => void} onMove called whenever that changes
 * @property {(to: number) => void} seek
 * @property {() => void} toggle play, or pause
 */

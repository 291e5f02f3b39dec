import { clock } from './moments.js';
import { part } from './parts.js';
import { turnAt } from './turns.js';

/** @import { PageTurn } from './turns.js' */
/** @import { Playback } from './playback.js' */

/**
 * The buttons of the player, in place of the browser's own.
 * @param {Playback} playback
 * @param {readonly PageTurn[]} turns
 */
export function showControls(playback, turns) {
  const { audio, length } = playback;
  const play = part('play', HTMLButtonElement);
  const now = part('now', HTMLElement);
  const position = part('position', HTMLInputElement);
  const speed = part('speed', HTMLSelectElement);
  audio.controls = false;
  part('controls', HTMLElement).hidden = false;

  play.addEventListener('click', () => playback.toggle());
  part('back', HTMLElement).addEventListener('click', () => playback.seek(playback.at() - 5));
  part('ahead', HTMLElement).addEventListener('click', () => playback.seek(playback.at() + 5));
  position.addEventListener('input', () => playback.seek(Number(position.value)));
  speed.addEventListener('change', () => {
    audio.playbackRate = Number(speed.value);
  });
  for (const kind of ['play', 'pause', 'ended'])
    audio.addEventListener(kind, () => {
      const plays = !audio.paused && !audio.ended;
      document.body.classList.toggle('is-playing', plays);
      play.setAttribute('aria-label', plays ? 'Pause' : 'Play');
    });

  let shown = '';
  playback.onMove((at) => {
    position.value = String(at);
    if (clock(at) === shown) return;
    shown = clock(at);
    now.textContent = shown;
    const who = turnAt(turns, at)?.name;
    position.setAttribute('aria-valuetext', `${shown} of ${clock(length)}${who ? `, ${who}` : ''}`);
  });
}

/**
 * Slower or faster by one step.
 * @param {1 | -1} step
 */
export function changeSpeed(step) {
  const speed = part('speed', HTMLSelectElement);
  speed.selectedIndex = Math.min(speed.options.length - 1, Math.max(0, speed.selectedIndex + step));
  speed.dispatchEvent(new Event('change'));
}

/**
 * When the recording is not where the page looks for it, the reader can choose it: it stays on the machine.
 * @param {HTMLAudioElement} audio
 */
export function offerRecording(audio) {
  const missing = part('no-sound', HTMLElement);
  const chosen = part('recording', HTMLInputElement);
  const show = () => {
    missing.hidden = false;
  };
  // The sources fail one after the other.
  audio.querySelector('source:last-of-type')?.addEventListener('error', show);
  audio.addEventListener('error', show);
  // It may have failed before this script ran; until the page is loaded, every player is without a source.
  addEventListener('load', () => {
    if (audio.networkState === HTMLMediaElement.NETWORK_NO_SOURCE) show();
  });
  chosen.addEventListener('change', () => {
    const [file] = chosen.files ?? [];
    if (!file) return;
    audio.src = URL.createObjectURL(file);
    missing.hidden = true;
  });
}

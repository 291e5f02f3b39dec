import type { Recording } from '../domain/recording.js';
import { formatClock } from '../domain/time.js';
import { escapeHtml } from './escape.js';
import { icon } from './icons.js';

/** Where a page finds the sound of the recording. */
export interface Sound {
  /** Relative, or with `file:`, `data:` or a path of the local server; the browser takes the first that it can play. */
  readonly addresses: readonly string[];
  /** What is said when it can play none; undefined: that the recording belongs beside the page. */
  readonly silence?: string;
}

const speeds = [0.75, 1, 1.25, 1.5, 1.75, 2] as const;

/**
 * The player: without a script it is the browser's own. With one it has buttons, the timeline to seek in, and, when the
 * recording cannot be played from where it should be, a way to choose it.
 */
export function playerSection(
  { addresses, silence }: Sound,
  { fileName, duration }: Pick<Recording, 'fileName' | 'duration'>,
  drawing: string,
): string {
  const options = speeds.map(
    (speed) => `<option value="${speed}"${speed === 1 ? ' selected' : ''}>${speed}×</option>`,
  );
  const sources = addresses.map((address) => `<source src="${escapeHtml(address)}">`);
  const why =
    silence === undefined
      ? `The recording cannot be played from here: put <b>${escapeHtml(fileName)}</b> beside this page, or choose it:`
      : escapeHtml(silence);
  const whole = formatClock(duration, 'short');
  return `<section class="player" id="player" aria-label="Player">
<audio id="audio" controls preload="metadata">${sources.join('')}</audio>
<div class="controls" id="controls" hidden>
<div class="buttons"><button type="button" id="back" aria-label="Back 5 seconds" title="Back 5 seconds (←)">${icon('back')}</button><button type="button" id="play" aria-label="Play" title="Play or pause (space)">${icon('play')}${icon('pause')}</button><button type="button" id="ahead" aria-label="Ahead 5 seconds" title="Ahead 5 seconds (→)">${icon('ahead')}</button></div>
<p class="clock"><span id="now">0:00</span><span class="whole"> / ${whole}</span></p>
<div class="scrub">${drawing}<input type="range" id="position" min="0" max="${Math.ceil(duration * 10) / 10}" step="0.1" value="0" aria-label="Position in the recording" aria-valuetext="0:00 of ${whole}"></div>
<div class="settings"><label class="speed"><span class="spoken">Speed</span> <select id="speed">${options.join('')}</select></label><label class="follow" title="Keep what is said in view (F)"><input type="checkbox" id="follow" checked> Follow</label></div>
</div>
<div class="no-sound" id="no-sound" role="status" hidden><p>${why}</p><input type="file" id="recording" accept="audio/*,video/*" aria-label="Choose the recording"></div>
</section>`;
}

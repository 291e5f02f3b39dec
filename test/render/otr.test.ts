import { expect, it } from 'vitest';
import { renderOtr } from '../../src/render/otr.js';
import { meeting, speaker, turn, words } from './meetings.js';

it('a turn is a paragraph with a time to click on; names and words are no markup', () => {
  const odd = meeting([turn('S1', words('<i>yes</i> & no', 65.5))], [speaker('S1', '"Maya" <M>\n')]);
  expect(JSON.parse(renderOtr(odd))).toEqual({
    text: '<p><span class="timestamp" contenteditable="false" data-timestamp="65.500">1:05</span> <b>&quot;Maya&quot; &lt;M&gt;:</b> &lt;i&gt;yes&lt;/i&gt; &amp; no</p>',
    media: 'weekly.ogg',
    'media-time': 0,
  });
});

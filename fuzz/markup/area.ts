import { formatNames } from '../../src/domain/format-names.js';
import { renderArtifact } from '../../src/render/formats.js';
import { type OpenArea, randomOf } from '../case.js';
import { checks } from './checks.js';
import { hostileMeeting } from './hostile-meeting.js';

/** But for tabs and line ends. */
const controls = /(?![\t\r\n])[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}]/u;

/** Names, titles and texts that are markup somewhere, in every format of a transcript. */
export const openMarkup: OpenArea = async () => ({
  fixed: [],
  async run(seed) {
    const { hostile, plain } = hostileMeeting(randomOf(seed));
    const faults: string[] = [];
    for (const name of formatNames) {
      try {
        const rendered = Buffer.from((await renderArtifact(hostile, name, 'verbatim')).bytes);
        const harmless = Buffer.from((await renderArtifact(plain, name, 'verbatim')).bytes);
        if (name !== 'docx' && controls.test(rendered.toString('utf8')))
          faults.push(`${name}: control characters`);
        const wrong = checks[name]?.({ meeting: hostile, bytes: rendered, plain: harmless }) ?? [];
        faults.push(...wrong.map((fault) => `${name}: ${fault}`));
      } catch (thrown) {
        faults.push(`${name}: ${(thrown as Error).stack}`);
      }
    }
    return { what: `a meeting called ${JSON.stringify(hostile.title)}`, result: 'rendered', faults };
  },
  async close() {},
});

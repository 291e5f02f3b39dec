import type { OpenArea } from './case.js';
import { openMedia } from './media/area.js';

/** Every area, by its name on the command line. */
export const areas: Readonly<Record<string, OpenArea>> = {
  media: openMedia,
};

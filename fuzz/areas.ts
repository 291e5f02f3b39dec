import { openArchives } from './archives/area.js';
import type { OpenArea } from './case.js';
import { openMarkup } from './markup/area.js';
import { openMedia } from './media/area.js';
import { openModels } from './models/area.js';
import { openNames } from './names/area.js';
import { openSql } from './sql/area.js';

/** Every area, by its name on the command line. */
export const areas: Readonly<Record<string, OpenArea>> = {
  media: openMedia,
  markup: openMarkup,
  sql: openSql,
  archives: openArchives,
  models: openModels,
  names: openNames,
};

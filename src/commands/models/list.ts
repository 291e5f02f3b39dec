import type { CommandContext } from '../../context.js';
import { formatBytes } from '../../domain/bytes.js';
import { type CatalogModel, type ModelTask, readCatalog } from '../../models/catalog.js';
import { layOutTable, printJson, wrapText, writeLine, writeLines } from '../../report/output.js';
import { describeModels, sizeOf, status, verdict } from './describe-models.js';

/** `scribe models list` */
export function listModels(
  context: CommandContext,
  options: { readonly task?: ModelTask } = {},
  catalog: readonly CatalogModel[] = readCatalog(),
): void {
  const models = describeModels(context, catalog).filter(
    (model) => options.task === undefined || model.task === options.task,
  );
  if (context.json) return printJson(context, models);
  const tasks = [...new Set(models.map(({ task }) => task))];
  for (const [index, task] of tasks.entries()) {
    if (index > 0) writeLine(context.out, '');
    const ofTask = models.filter((model) => model.task === task);
    const [headings, ...rows] = layOutTable(
      [task.toUpperCase(), 'STATUS', 'SIZE', 'MEMORY', 'LANGUAGES', 'RUNS HERE'],
      ofTask.map((model) => [
        model.name,
        status(model),
        sizeOf(model),
        formatBytes(model.memory.bytes),
        describeLanguages(model.languages),
        verdict(model),
      ]),
    );
    writeLine(context.out, headings);
    for (const [i, { advice, licence }] of ofTask.entries())
      writeLines(context.out, [
        rows[i],
        ...wrapText(`${advice} ${licence}.`, width - 4).map((line) => `    ${line}`),
      ]);
  }
}

/** Columns of a terminal by default. */
const width = 80;

/** Up to three codes, else their number. */
function describeLanguages(languages: readonly string[]): string {
  if (languages.includes('*')) return 'any';
  return languages.length > 3 ? String(languages.length) : languages.join(' ');
}

import { join } from 'node:path';
import type { Measure } from './attacks.js';
import { checkAll } from './check-all.js';
import { type Finished, launch } from './launch.js';
import type { Scenario } from './scenarios.js';
import { type Place, readState, type State } from './state.js';
import { copyTemplate, type Template, type Templates } from './templates.js';

/** What a scenario does when nothing goes wrong. */
export interface Reference {
  readonly before: State;
  readonly after: State;
  /** What a check finds afterwards: the store of an older version has rows that are made up. */
  readonly findings: readonly string[];
  readonly measure: Measure;
}

/** Everything that the rounds of one run share. */
export interface Workshop {
  readonly folder: string;
  readonly templates: Templates;
  /** The fault injector. */
  readonly library: string | null;
  /** Of a list of commands, one after the other; made when it is first asked for. */
  reference(name: string, scenarios: readonly Scenario[]): Promise<Reference>;
}

/** A command that changes nothing: as any other, it first mends what a killed one has left. */
export const quietCommand = ['meetings', 'list', '--json'];

/** @throws Error when the run did not end well. */
export function demand(run: Finished): Finished {
  if (run.status === 0 && run.hung === null) return run;
  const how = run.hung === null ? `ended with ${run.signal ?? run.status}` : 'hangs';
  const said = `${run.stdout}${run.stderr.trim()}`;
  throw new Error(`scribe ${run.args.join(' ')} ${how}: ${[said, run.hung].filter(Boolean).join('\n')}`);
}

export function openWorkshop(
  folder: string,
  templates: Workshop['templates'],
  library: string | null,
): Workshop {
  const made = new Map<string, Promise<Reference>>();
  let count = 0;
  return {
    folder,
    templates,
    library,
    reference(name, scenarios) {
      let reference = made.get(name);
      if (!reference) {
        const template = templates[scenarios[0].template]!;
        const place = copyTemplate(template, join(folder, `reference-${++count}`));
        reference = perform(place, template, scenarios, library);
        made.set(name, reference);
      }
      return reference;
    },
  };
}

async function perform(
  place: Place,
  template: Template,
  scenarios: readonly Scenario[],
  library: string | null,
): Promise<Reference> {
  const before = readState(place, template.known);
  let measure: Measure = { things: 0, elapsed: 0 };
  for (const scenario of scenarios)
    measure = demand(await launch({ args: scenario.args(place, template), place, library }));
  demand(await launch({ args: quietCommand, place, library: null }));
  const findings = await checkAll(place, template.known);
  return { before, after: readState(place, template.known), findings, measure };
}

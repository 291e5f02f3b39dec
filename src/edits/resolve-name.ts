import { nearestSpellings } from '../domain/nearest-spellings.js';
import { unattributed } from '../domain/speakers.js';
import { type EditForm, speakerLabels } from './form.js';

/**
 * Finds whom a heading names: a cluster by its id, by `Anna (S2)`, or by what it is called, at the top of the edited form or
 * in the store. Case does not matter. Pure.
 *
 * @param names as they stand at the top of the edited form.
 */
export function nameResolver(
  form: EditForm,
  names: ReadonlyMap<string, { readonly value: string }>,
): (typed: string) => { readonly clusterId: string } | { readonly problem: string } {
  const label = speakerLabels(form);
  const plain = (text: string) => text.trim().toLowerCase();
  const calls = form.speakers.flatMap(({ clusterId, name }) => [
    { clusterId, call: names.get(clusterId)?.value ?? name },
    { clusterId, call: name },
    { clusterId, call: label(clusterId) },
  ]);
  return (typed) => {
    const wanted = plain(typed);
    if (wanted === unattributed) return { clusterId: unattributed };
    const id = /\(([^()]+)\)$/.exec(wanted)?.[1] ?? wanted;
    const byId = form.speakers.find(({ clusterId }) => plain(clusterId) === id);
    if (byId) return { clusterId: byId.clusterId };
    const found = new Set(
      calls.filter(({ call }) => plain(call) === wanted).map(({ clusterId }) => clusterId),
    );
    const [first, second] = found;
    if (first !== undefined && second === undefined) return { clusterId: first };
    if (second !== undefined)
      return { problem: `${[...found].join(' and ')} are both called "${typed}": write ${typed} (${first})` };
    const [near] = nearestSpellings(typed, [...new Set(calls.map(({ call }) => call))]);
    const ids = form.speakers.map(({ clusterId }) => clusterId).join(', ');
    return {
      problem: `no speaker is called "${typed}"${near ? `; did you mean ${near}?` : `: name one at the top, of ${ids}`}`,
    };
  };
}

import { sendChange, takeChanged } from './changing.js';
import { part } from './parts.js';

/** @import { PageTurn } from './turns.js' */

/**
 * Buttons to correct turns and the title, and to take the last change back.
 * @param {readonly PageTurn[]} turns
 * @param {string} address where changes are sent
 */
export function startEditing(turns, address) {
  const dialog = part('edit', HTMLDialogElement);
  const text = part('edit-text', HTMLTextAreaElement);
  const voice = part('edit-voice', HTMLSelectElement);
  const name = part('edit-name', HTMLInputElement);
  const problem = part('edit-problem', HTMLElement);
  const merge = part('edit-merge', HTMLButtonElement);
  /** @type {PageTurn | null} */
  let turn = null;

  const idOf = (/** @type {PageTurn} */ of) => of.element.id.slice('turn-'.length);
  const nameOf = (/** @type {string} */ cluster) =>
    [...voice.options].find(({ value }) => value === cluster)?.textContent ?? '';

  /** @param {PageTurn} chosen */
  function open(chosen) {
    turn = chosen;
    text.value = chosen.said.textContent ?? '';
    voice.value = chosen.element.dataset.cluster ?? '';
    name.value = nameOf(voice.value);
    merge.hidden = turns.indexOf(chosen) === turns.length - 1;
    problem.textContent = '';
    dialog.showModal();
  }

  /** @param {readonly object[]} changes */
  async function send(changes) {
    if (!turn || changes.length === 0) return dialog.close();
    problem.textContent = await sendChange(address, { changes }, `#${turn.element.id}`, true);
  }

  voice.addEventListener('change', () => {
    name.value = nameOf(voice.value);
  });
  part('edit-cancel', HTMLElement).addEventListener('click', () => dialog.close());
  merge.addEventListener('click', () => {
    const next = turn && turns[turns.indexOf(turn) + 1];
    if (turn && next) send([{ kind: 'merge', turnId: idOf(turn), nextId: idOf(next) }]);
  });
  part('edit-form', HTMLFormElement).addEventListener('submit', (event) => {
    event.preventDefault();
    if (!turn) return;
    const turnId = idOf(turn);
    const said = text.value.trim().replace(/\s+/g, ' ');
    const called = name.value.trim();
    const [clusterId, before] = [voice.value, turn.element.dataset.cluster];
    send([
      ...(said === turn.said.textContent ? [] : [{ kind: 'text', turnId, text: said }]),
      ...(clusterId === before ? [] : [{ kind: 'speaker', turnId, clusterId }]),
      ...(called === nameOf(clusterId) ? [] : [{ kind: 'name', clusterId, name: called || null }]),
    ]);
  });

  for (const each of turns) {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'edit';
    button.textContent = 'Correct';
    button.setAttribute('aria-label', `Correct what ${each.name} says`);
    button.addEventListener('click', () => open(each));
    each.element.querySelector('.who')?.append(button);
  }
  editTitle(address);
  offerUndo();
}

/** @param {string} address */
function editTitle(address) {
  const dialog = part('rename', HTMLDialogElement);
  const title = part('rename-text', HTMLInputElement);
  const problem = part('rename-problem', HTMLElement);
  const heading = document.querySelector('h1');
  const button = part('open-rename', HTMLButtonElement);
  button.hidden = false;
  button.addEventListener('click', () => {
    title.value = heading?.textContent ?? '';
    problem.textContent = '';
    dialog.showModal();
  });
  part('rename-cancel', HTMLElement).addEventListener('click', () => dialog.close());
  part('rename-form', HTMLFormElement).addEventListener('submit', async (event) => {
    event.preventDefault();
    const changes = [{ kind: 'title', title: title.value.trim() }];
    problem.textContent = await sendChange(address, { changes }, '', true);
  });
}

/** What was changed just now can be taken back with one click. */
function offerUndo() {
  const changed = takeChanged();
  if (!changed) return;
  const bar = part('undo', HTMLElement);
  const what = part('undo-what', HTMLElement);
  bar.hidden = false;
  what.textContent = changed.summary;
  part('undo-close', HTMLElement).addEventListener('click', () => {
    bar.hidden = true;
  });
  part('undo-it', HTMLElement).addEventListener('click', async () => {
    what.textContent = await sendChange('/undo', { operations: changed.operations }, location.hash, false);
  });
}

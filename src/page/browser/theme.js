import { part, remember, remembered } from './parts.js';

/** The reader's choice between dark and light; until there is one, that of the system. */
export function startTheme() {
  const chosen = remembered('theme');
  if (chosen === 'dark' || chosen === 'light') document.documentElement.dataset.theme = chosen;
  part('theme', HTMLElement).addEventListener('click', toggleTheme);
}

export function toggleTheme() {
  const { dataset } = document.documentElement;
  const isDark = dataset.theme
    ? dataset.theme === 'dark'
    : matchMedia('(prefers-color-scheme: dark)').matches;
  dataset.theme = isDark ? 'light' : 'dark';
  remember('theme', dataset.theme);
}

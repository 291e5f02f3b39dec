/** Paths of the icons, in a square of 24. */
const paths = {
  play: 'M8 5.5v13l11-6.5z',
  pause: 'M7 5h3.5v14H7zM13.5 5H17v14h-3.5z',
  back: 'M11.5 6.5 5 12l6.5 5.5zM19 6.5 12.5 12l6.5 5.5z',
  ahead: 'M5 6.5 11.5 12 5 17.5zM12.5 6.5 19 12l-6.5 5.5z',
  up: 'm12 8-6.5 6.5 1.4 1.4L12 10.8l5.1 5.1 1.4-1.4z',
  down: 'm12 16 6.5-6.5-1.4-1.4L12 13.2 6.9 8.1 5.5 9.5z',
  theme: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zm0 2v14a7 7 0 0 1 0-14z',
  help: 'M11 16h2v2h-2zm1-10a4 4 0 0 0-4 4h2a2 2 0 1 1 3.2 1.6C11.9 12.5 11 13.2 11 15h2c0-1 .5-1.3 1.4-2A4 4 0 0 0 12 6z',
  search:
    'M10.5 4a6.5 6.5 0 1 0 4 11.6l4.4 4.4 1.4-1.4-4.4-4.4A6.5 6.5 0 0 0 10.5 4zm0 2a4.5 4.5 0 1 1 0 9 4.5 4.5 0 0 1 0-9z',
} as const;

/** A drawing for a button, which says in words what it is. */
export function icon(name: keyof typeof paths): string {
  return `<svg class="icon icon-${name}" viewBox="0 0 24 24" aria-hidden="true" focusable="false"><path d="${paths[name]}"/></svg>`;
}

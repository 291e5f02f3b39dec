import { render } from 'ink-testing-library';
import { expect, it } from 'vitest';
import { KeyView } from '../../src/report/key-prompt.js';

const tick = () => new Promise((resolve) => setTimeout(resolve, 20));

it('shows the question and takes its keys, whatever their case; Ctrl-C and Escape quit', async () => {
  const pressed: string[] = [];
  const view = render(
    <KeyView
      title="Is S3 Maya?"
      lines={['0:12  Good morning.\u0007']}
      keys={{ y: 'yes', q: 'quit' }}
      onKey={(key) => pressed.push(key)}
    />,
  );
  expect(view.lastFrame()).toContain('Is S3 Maya?\n  0:12  Good morning.');
  expect(view.lastFrame()).toContain('[y] yes  [q] quit');
  expect(view.lastFrame()).not.toContain('\u0007');
  for (const input of ['x', 'Y', 'q', '\u0003', '\u001b']) {
    view.stdin.write(input);
    await tick();
  }
  expect(pressed).toEqual(['y', 'q', 'q', 'q']);
});

import { render } from 'ink-testing-library';
import { expect, it } from 'vitest';
import { LineView } from '../../src/report/line-prompt.js';

const tick = () => new Promise((resolve) => setTimeout(resolve, 20));

/** Shows the line and types the keys, each by itself. */
async function type(text: string, ...keys: string[]) {
  const lines: (string | null)[] = [];
  const view = render(<LineView title="It says" text={text} onLine={(line) => lines.push(line)} />);
  await tick();
  for (const key of keys) {
    view.stdin.write(key);
    await tick();
  }
  return { lines, frame: view.lastFrame() };
}
const [left, right, enter, erase] = ['\u001b[D', '\u001b[C', '\r', '\u007f'];

it('lets a line be changed at its end, and anywhere else', async () => {
  expect((await type('where', ' is', enter)).lines).toEqual(['where is']);
  expect((await type('whre', left, left, 'e', right, erase, 'r', enter)).lines).toEqual(['where']);
  expect((await type('old', '\u0015', 'new', enter)).lines).toEqual(['new']);
  expect((await type('old', '我', enter)).lines).toEqual(['old我']);
  expect((await type('old', 'new 我', enter)).lines).toEqual(['oldnew 我']);
  expect((await type('b', '\u0001', 'a', '\u0005', 'c', enter)).lines).toEqual(['abc']);
});

it('is left as it is by Escape and Ctrl-C', async () => {
  expect((await type('text', 'x', '\u0003')).lines).toEqual([null]);
  expect((await type('text', 'x', '\u001b')).lines).toEqual([null]);
});

it('shows what it says, and no control character of it', async () => {
  const { frame } = await type('a\u0007b', 'c');
  expect(frame).toContain('It says');
  expect(frame).not.toContain('\u0007');
});

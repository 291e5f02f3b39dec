import { expect, it } from 'vitest';
import { dropThinking } from '../../src/llm/drop-thinking.js';

it.each([
  ['<think>Well, <think> again.</think>\n\n Friday.', 'Friday.'],
  ['\n<think></think>Friday </think>.', 'Friday </think>.'],
  ['<thin ice>', '<thin ice>'],
  ['Friday. <think>not now</think>', 'Friday. <think>not now</think>'],
  ['<think>for ever', ''],
])('%j', (text, answer) => {
  for (const size of [1, 3, 8, text.length]) {
    const take = dropThinking();
    let out = '';
    for (let at = 0; at < text.length; at += size) out += take(text.slice(at, at + size));
    expect(out, `in pieces of ${size}`).toBe(answer);
  }
});

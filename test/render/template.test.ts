import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { renderTemplate } from '../../src/render/template.js';
import { repo } from '../shared.js';
import { meeting, speaker, turn, words } from './meetings.js';

const talk = meeting(
  [turn('S1', words('<b> & "c"', 3725)), turn('S2', words('Yes.', 3730))],
  [speaker('S1', 'Maya'), speaker('S2', 'Tom')],
);
const fill = (text: string) => renderTemplate(talk, { path: 'my.eta', text });

it('a template sees what transcript.json has, and the functions', () => {
  const text = `<%= it.title %> <%= it.turns.length %>
<% for (const turn of it.turns) { -%>
<%= it.clock(turn.startMs) %> <%= it.clock(turn.startMs, 'srt') %> <%= turn.speaker %>: <%= it.escape(turn.text) %> <%= it.csv(turn.text) %>
<% } -%>
end`;
  expect(fill(text)).toBe(
    'Weekly 2\n01:02:05 01:02:05,000 Maya: &lt;b&gt; &amp; &quot;c&quot; "<b> & ""c"""\n01:02:10 01:02:10,000 Tom: Yes. "Yes."\nend',
  );
});

it('no control character is left in what it writes', () => {
  expect(fill('<%= "\\u001b[31m" %>')).toBe('\\x1b[31m');
});

describe('what is wrong is said with the file and the line:', () => {
  it.each([
    ['a\nb <%= it.nothing.here %>\n', /my\.eta failed: line 2: Cannot read properties of undefined/],
    ['a\n\n<% if ( %>\nx\n', /line 3: Unexpected token/],
    ['a\n<%= it.title', /line 2: unclosed tag/],
    ['a\n<% throw new Error("mine") %>', /line 2: mine/],
    ['a\n<% for (const t of it.turns) { %>\nx', /line 2: /],
    // Only the file that was named runs.
    ['\n\n<%~ include("/etc/passwd") %>', /line 3: /],
    ['<%~ include("./other") %>', /line 1: /],
    ['<% layout("./other") %>', /failed/],
  ])('%j', (text, message) => {
    expect(() => fill(text)).toThrow(message);
  });
});

const examples = readdirSync(repo('examples', 'templates'));

describe.each(examples)('examples/templates/%s', (name) => {
  it('works', () => {
    const text = readFileSync(repo('examples', 'templates', name), 'utf8');
    const filled = fill(text);
    expect(filled).toContain('Maya');
    expect(filled).not.toContain('<%');
    expect(filled).not.toContain('undefined');
  });
});

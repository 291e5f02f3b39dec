const closing: Readonly<Record<string, string>> = { '{': '}', '[': ']' };

/**
 * The first JSON object or list in what a language model wrote: without the fence and the sentences around it, with
 * commas before a closing bracket taken out, line ends inside strings escaped, and closed where it was cut off.
 *
 * @returns the parsed value; undefined: there is none.
 */
export function repairJson(text: string): unknown {
  for (let from = nextStart(text, 0); from !== -1; from = nextStart(text, from + 1)) {
    try {
      return JSON.parse(completed(text, from));
    } catch {
      // A bracket in the sentences before it, perhaps.
    }
  }
  return undefined;
}

function nextStart(text: string, from: number): number {
  const at = text.slice(from).search(/[{[]/);
  return at === -1 ? -1 : from + at;
}

/** The value that begins at `from`, as JSON. */
function completed(text: string, from: number): string {
  const open: string[] = [];
  let out = '';
  let inString = false;
  for (let i = from; i < text.length; i++) {
    const character = text[i];
    if (inString) {
      if (character === '\\') {
        out += text.slice(i, i + 2);
        i++;
        continue;
      }
      inString = character !== '"';
      out += character < ' ' ? JSON.stringify(character).slice(1, -1) : character;
      continue;
    }
    if (character === '"') inString = true;
    if (character in closing) open.push(closing[character]);
    if (character === '}' || character === ']') {
      out = withoutComma(out);
      if (open.pop() !== character) break;
    }
    out += character;
    if (open.length === 0) return out;
  }
  if (inString) out = `${out.replace(/\\(u[0-9a-f]{0,3})?$/i, '')}"`;
  // In an object, a string after a comma or a bracket is a key, and has no value yet.
  if (open.at(-1) === '}') out = out.replace(/([,{])\s*"(?:[^"\\]|\\.)*"\s*:?\s*$/, '$1');
  return withoutComma(out) + open.reverse().join('');
}

const withoutComma = (json: string): string => json.replace(/,\s*$/, '');

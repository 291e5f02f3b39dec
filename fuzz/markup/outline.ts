/**
 * Tags with the names of their attributes, and nothing of their texts, of well-formed XML or of HTML: two documents that
 * differ in their texts alone have the same outline. Whatever is inside of `script` and `style` is left out.
 */
export function outlineOf(document: string): string[] {
  const outline: string[] = [];
  const tag =
    /<!--[\s\S]*?-->|<(\/?[a-zA-Z][\w:.-]*)((?:\s+[\w:.@-]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'>]+))?)*)\s*\/?>/g;
  const plain = document.replace(/(<(script|style)\b[^>]*>)[\s\S]*?(<\/\2>)/gi, '$1$3');
  for (const [whole, name, attributes] of plain.matchAll(tag)) {
    if (name === undefined) {
      outline.push('comment');
      continue;
    }
    const names = [...(attributes ?? '').matchAll(/([\w:.@-]+)(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'>]+))?/g)];
    outline.push(
      `${name} ${names.map(([, each]) => each).join(' ')}${whole.endsWith('/>') ? ' /' : ''}`.trim(),
    );
  }
  return outline;
}

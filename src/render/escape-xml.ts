const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** A text as it may stand in XML or HTML, between tags or in a quoted attribute. */
export function escapeXml(text: string): string {
  return (
    text
      .replace(/[&<>"']/g, (character) => entities[character])
      // XML has no place for these, not even escaped.
      .replace(
        /[\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g,
        '\ufffd',
      )
  );
}

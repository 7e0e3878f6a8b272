// Formatting as people type it in Telegram: **bold**, __italic__, ~~struck~~, ||hidden||, `code`, [words](address).

const MARKS = { "**": "bold", "__": "italic", "~~": "strikethrough", "||": "spoiler", "`": "code" };
const PATTERN = /(\*\*|__|~~|\|\||`)(?=\S)([\s\S]*?\S)\1|\[([^\]\n]+)\]\((https?:\/\/[^\s)]+)\)/;

/** {text, entities} of what was typed; marks within marks are found too, except within code. */
export function parseMarks(typed) {
  let text = "";
  const entities = [];
  let rest = typed;
  for (let found = PATTERN.exec(rest); found; found = PATTERN.exec(rest)) {
    const [whole, mark, marked, words, url] = found;
    text += rest.slice(0, found.index);
    const inner = mark === "`" ? { text: marked, entities: [] } : parseMarks(marked ?? words);
    const kind = url ? { type: "text_link", url } : { type: MARKS[mark] };
    entities.push({ ...kind, offset: text.length, length: inner.text.length });
    entities.push(...inner.entities.map((entity) => ({ ...entity, offset: entity.offset + text.length })));
    text += inner.text;
    rest = rest.slice(found.index + whole.length);
  }
  return { text: text + rest, entities };
}

/** The text with its formatting as marks, to be edited. */
export function withMarks(text, entities = []) {
  const marks = [];
  for (const entity of entities) {
    const [mark] = Object.entries(MARKS).find(([, type]) => type === entity.type) ?? [];
    if (mark) marks.push([entity.offset, mark, 1], [entity.offset + entity.length, mark, 0]);
    else if (entity.type === "text_link") marks.push([entity.offset, "[", 1], [entity.offset + entity.length, `](${entity.url})`, 0]);
  }
  return inserted(text, marks);
}

// From the end on, so that places stay right; at one place inner marks close before outer ones and open after them.
function inserted(text, marks) {
  let whole = text;
  const closing = marks.filter(([, , opens]) => !opens);
  const opening = marks.filter(([, , opens]) => opens).reverse();
  const ordered = [...opening, ...closing].sort((a, b) => b[0] - a[0] || b[2] - a[2]);
  for (const [at, mark] of ordered) whole = whole.slice(0, at) + mark + whole.slice(at);
  return whole;
}

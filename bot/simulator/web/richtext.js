// Message text with Telegram's entities -> DOM nodes. Offsets are UTF-16 units, which is what JavaScript strings use.

import { h, icon } from "./dom.js";
import { T } from "./strings.js";

const BLOCKS = new Set(["pre", "blockquote", "expandable_blockquote"]);
const SAFE_SCHEMES = new Set(["http:", "https:", "tel:", "mailto:", "tg:"]);

/** Nodes for `text`; `actions` = {command(text), link(url) -> bool, mention(text)} are called on clicks. */
export function richText(text, entities = [], actions = {}) {
  const ordered = entities
    .filter((entity) => entity.length > 0 && entity.offset < text.length)
    .sort((a, b) => a.offset - b.offset || b.length - a.length);
  return slice(text, 0, text.length, ordered, actions);
}

function slice(text, start, end, entities, actions) {
  const nodes = [];
  let at = start;
  for (let i = 0; i < entities.length; i += 1) {
    const entity = entities[i];
    if (entity.offset < at || entity.offset >= end) continue;
    if (entity.offset > at) nodes.push(text.slice(at, entity.offset));
    const stop = Math.min(entity.offset + entity.length, end);
    const inner = slice(text, entity.offset, stop, entities.slice(i + 1), actions);
    nodes.push(wrap(entity, text.slice(entity.offset, stop), inner, actions));
    at = stop;
    // A block ends its line by itself: the newline after it would show as an empty one.
    if (BLOCKS.has(entity.type) && text[at] === "\n" && !entities.some((other) => other.offset === at)) at += 1;
  }
  if (at < end) nodes.push(text.slice(at, end));
  return nodes;
}

const PLAIN_TAGS = { bold: "b", italic: "i", underline: "u", strikethrough: "s", code: "code" };

function wrap(entity, raw, inner, actions) {
  if (PLAIN_TAGS[entity.type]) return h(PLAIN_TAGS[entity.type], {}, inner);
  switch (entity.type) {
    case "pre": return codeBlock(entity, raw, inner);
    case "spoiler": return spoiler(inner);
    case "blockquote": return h("blockquote", {}, inner);
    case "expandable_blockquote": return expandable(inner);
    case "text_link": return link(entity.url, inner, actions);
    case "url": return link(/^[a-z][a-z\d+.-]*:/i.test(raw) ? raw : `https://${raw}`, inner, actions);
    case "email": return link(`mailto:${raw}`, inner, actions);
    case "phone_number": return link(`tel:${raw.replace(/[^\d+*#]/g, "")}`, inner, actions);
    case "bot_command": return linkButton(inner, "entity-command", () => actions.command?.(raw));
    case "mention": return linkButton(inner, "entity-mention", () => actions.mention?.(raw));
    case "text_mention":
    case "hashtag":
    case "cashtag": return h("span", { class: "entity" }, inner);
    default: return h("span", {}, inner);
  }
}

function linkButton(inner, testid, onclick) {
  return h("button", { type: "button", class: "text-button", testid, onclick }, inner);
}

/** An anchor, or plain text when the address could run something. */
export function link(url, inner, actions = {}) {
  let parsed;
  try {
    parsed = new URL(url);
  } catch {
    return h("span", {}, inner);
  }
  if (!SAFE_SCHEMES.has(parsed.protocol)) return h("span", {}, inner);
  const outside = parsed.protocol.startsWith("http");
  return h("a", {
    href: parsed.href,
    target: outside ? "_blank" : null,
    rel: outside ? "noopener noreferrer" : null,
    onclick: (event) => { if (actions.link?.(parsed)) event.preventDefault(); },
  }, inner);
}

/** The start payload ("" without one) when `url` leads to the bot `username` itself, else null. */
export function deepLink(url, username) {
  const inApp = url.protocol === "tg:";
  const named = inApp ? url.searchParams.get("domain") : url.pathname.slice(1);
  const telegram = inApp || ["t.me", "telegram.me"].includes(url.hostname);
  if (!telegram || named?.toLowerCase() !== username.toLowerCase()) return null;
  return url.searchParams.get("start") ?? "";
}

function codeBlock(entity, raw, inner) {
  const copy = () => navigator.clipboard?.writeText(raw);
  return h("pre", {},
    entity.language && h("span", { class: "pre-language" }, entity.language),
    h("button", { type: "button", class: "pre-copy", "aria-label": T.copyCode, title: T.copyCode, onclick: copy }, icon("copy")),
    h("code", {}, inner));
}

function spoiler(inner) {
  const node = h("span", {
    class: "spoiler", role: "button", tabindex: "0", "aria-label": T.spoiler, testid: "spoiler",
    onclick: (event) => reveal(event),
    onkeydown: (event) => { if (event.key === "Enter" || event.key === " ") reveal(event); },
  }, h("span", { class: "spoiler-text" }, inner));
  const reveal = (event) => {
    if (node.classList.contains("shown")) return;
    event.preventDefault();
    event.stopPropagation();
    node.classList.add("shown");
    for (const name of ["role", "tabindex", "aria-label"]) node.removeAttribute(name);
  };
  return node;
}

function expandable(inner) {
  const quote = h("blockquote", { class: "expandable" }, inner);
  const toggle = h("button", { type: "button", class: "quote-toggle", "aria-expanded": "false", onclick: () => {
    const open = quote.classList.toggle("open");
    toggle.setAttribute("aria-expanded", String(open));
    toggle.textContent = open ? T.collapse : T.expand;
  } }, T.expand);
  quote.append(toggle);
  return quote;
}

/** True for one to three emoji and nothing else: shown large, as Telegram does. */
export function isBigEmoji(text) {
  const marks = [...new Intl.Segmenter("vi", { granularity: "grapheme" }).segment(text.trim())];
  return marks.length > 0 && marks.length <= 3 && marks.every((mark) => /\p{Extended_Pictographic}/u.test(mark.segment));
}

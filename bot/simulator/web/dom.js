// Small helpers that build DOM nodes. Text always enters the page as text nodes, never as markup.

const SVG = "http://www.w3.org/2000/svg";

/** Build an element: `on…` keys are listeners, `testid` is data-testid, false/null are left out, `true` is an empty attribute. */
export function h(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [key, value] of Object.entries(props)) setProperty(node, key, value);
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

function setProperty(node, key, value) {
  if (value === null || value === undefined || value === false) return;
  if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
  else if (key === "testid") node.dataset.testid = value;
  else if (key === "value" || key === "checked" || key === "disabled" || key === "hidden") node[key] = value;
  else node.setAttribute(key, value === true ? "" : value);
}

const PATHS = {
  menu: "M4 7h16M4 12h16M4 17h16",
  send: "M4 12 3.500 4.500 21 12 3.500 19.500 4 12Zm0 0h8",
  check: "M5 12.500 10 17.500 19.500 7",
  clip: "m20 11.500-8.300 8.300a5 5 0 0 1-7.100-7.100l8.600-8.600a3.400 3.400 0 0 1 4.800 4.800l-8.500 8.500a1.700 1.700 0 0 1-2.400-2.400l7.800-7.800",
  mic: "M12 3a3 3 0 0 1 3 3v5a3 3 0 0 1-6 0V6a3 3 0 0 1 3-3Zm-6.500 8a6.500 6.500 0 0 0 13 0M12 17.500V21",
  dots: "M12 5.500v.01M12 12v.01M12 18.500v.01",
  close: "M6 6l12 12M18 6 6 18",
  down: "m6 9.500 6 6 6-6",
  reply: "M10 6 4 11.500l6 5.500v-3.500c5 0 8 1.500 10 4.500 0-6-3.500-9-10-9V6Z",
  pencil: "m4 20 .8-4L16 4.800a1.700 1.700 0 0 1 2.400 0l.8.8a1.700 1.700 0 0 1 0 2.400L8 19.200 4 20Z",
  trash: "M5 7h14M10 7V4.500h4V7M7 7l.8 12.500h8.400L17 7",
  copy: "M9 9h10v11H9zM5 15V4h10",
  pin: "M12 21s7-6.200 7-11.500a7 7 0 0 0-14 0C5 14.800 12 21 12 21Zm0-8.800a2.600 2.600 0 1 0 0-5.200 2.600 2.600 0 0 0 0 5.200Z",
  person: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8Zm-7.500 8c.8-3.800 3.800-5.500 7.500-5.500s6.700 1.700 7.500 5.500",
  group: "M9 11.500a3.500 3.500 0 1 0 0-7 3.500 3.500 0 0 0 0 7ZM2.500 19.500c.6-3.500 3.200-5 6.500-5s5.900 1.500 6.500 5M16 11a3 3 0 1 0-1.300-5.700M17.500 14.700c2.200.5 3.600 2 4 4.800",
  image: "M4 5h16v14H4zM4 16l5-5 4.500 4.500L16 13l4 4M15.500 9.500v.01",
  file: "M6 3h8l4 4v14H6zM14 3v4h4",
  sticker: "M20 12A8 8 0 1 0 12 20c0-4 0-8 8-8Zm0 0c0 4-4 8-8 8M9 10v.01M14.500 9v.01",
  keyboard: "M4 6h6v4H4zM14 6h6v4h-6zM4 14h6v4H4zM14 14h6v4h-6z",
  moon: "M20 14.500A8.500 8.500 0 0 1 9.500 4 8.500 8.500 0 1 0 20 14.500Z",
  plus: "M12 5v14M5 12h14",
  lock: "M6 11h12v9H6zM8.500 11V8a3.500 3.500 0 0 1 7 0v3",
  link: "M9 15 19 5M12.500 5H19v6.500",
  swap: "M4 8h13l-3.500-3.500M20 16H7l3.500 3.500",
  block: "M12 20.500a8.500 8.500 0 1 0 0-17 8.500 8.500 0 0 0 0 17ZM6 6l12 12",
  exit: "M14 4h5v16h-5M3.500 12H14m0 0-3.500-3.500M14 12l-3.500 3.500",
  info: "M12 20.500a8.500 8.500 0 1 0 0-17 8.500 8.500 0 0 0 0 17ZM12 11v5.500M12 7.700v.01",
  mute: "M6.500 17V11a5.500 5.500 0 0 1 8.500-4.600M17.300 10.500l.2 6.500M4.500 17h11M10 20h4M4 4l16 16",
  play: "M8 5.500v13l11-6.500-11-6.500Z",
  clock: "M12 20.500a8.500 8.500 0 1 0 0-17 8.500 8.500 0 0 0 0 17ZM12 7.500V12l3 2",
  house: "M4 11.500 12 5l8 6.500M6 10.500V19h12v-8.500",
  ticks: "M2 12.500 6.500 17 15 8M11 16l1 1 9-9",
  battery: "M2.500 8h16v8h-16zM21 11v2M5 10.500h8.500v3H5z",
  wifi: "M3 9.500a13 13 0 0 1 18 0M6.500 13a8 8 0 0 1 11 0M10 16.500a3 3 0 0 1 4 0M12 19v.01",
};

/** A line icon, hidden from assistive technology: the control that holds it carries the name. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", `icon icon-${name}`);
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  return svg;
}

/** An icon button: `label` is both its accessible name and its tooltip. */
export function iconButton(name, label, testid, onclick, props = {}) {
  return h("button", { type: "button", class: "icon-button", "aria-label": label, title: label, testid, onclick, ...props }, icon(name));
}

/** A round avatar with initials; its colour follows from the id, the bot wears its own picture. */
export function avatar(id, name, isBot) {
  const tint = `tint-${Math.abs(id) % 7}`;
  if (isBot) return h("span", { class: "avatar avatar-bot", "aria-hidden": "true" });
  return h("span", { class: `avatar ${tint}`, "aria-hidden": "true" }, initials(name));
}

function initials(name) {
  const words = name.split(/[^\p{L}\p{N}]+/u).filter(Boolean);
  const letters = words.length > 1 ? [words[0], words[1]] : words;
  return letters.map((word) => [...word][0].toLocaleUpperCase("vi")).join("") || "?";
}

const signatures = new WeakMap();

/** Bring `container` to hold exactly `items` ({key, signature, build}), touching only those that changed. */
export function reconcile(container, items) {
  const wanted = new Set(items.map((item) => item.key));
  const known = new Map();
  for (const node of [...container.children]) {
    if (wanted.has(node.dataset.key)) known.set(node.dataset.key, node);
    else node.remove();
  }
  let cursor = container.firstElementChild;
  for (const item of items) {
    const node = currentNode(item, known.get(item.key));
    if (cursor === null || cursor.dataset.key !== item.key) container.insertBefore(node, cursor);
    cursor = node.nextElementSibling;
  }
}

function currentNode(item, known) {
  if (known && signatures.get(known) === item.signature) return known;
  const node = item.build(Boolean(known));
  node.dataset.key = item.key;
  signatures.set(node, item.signature);
  if (known) replaceKeepingFocus(known, node);
  return node;
}

// A pressed inline button vanishes when the bot edits its message: keep the keyboard user at the same place.
function replaceKeepingFocus(known, node) {
  const buttons = [...known.querySelectorAll("button, a")];
  const place = buttons.indexOf(document.activeElement);
  known.replaceWith(node);
  if (place < 0) return;
  const candidates = node.querySelectorAll("button, a");
  candidates[Math.min(place, candidates.length - 1)]?.focus({ preventScroll: true });
}

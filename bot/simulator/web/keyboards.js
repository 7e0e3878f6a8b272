// The bot's two keyboards: buttons under a message, and the panel that stands in for the phone's keyboard.

import { h, icon } from "./dom.js";
import { deepLink } from "./richtext.js";
import { T } from "./strings.js";

const STYLES = new Set(["primary", "success", "danger"]);

/** Rows of buttons under a message; a pressed one shows a spinner while `pane` waits for the bot. */
export function inlineKeyboard(message, rows, pane) {
  return h("div", { class: "inline-keyboard", role: "group", testid: "inline-keyboard" },
    rows.map((row) => h("div", { class: "key-row" }, row.map((button) => inlineButton(message, button, pane)))));
}

function inlineButton(message, button, pane) {
  const props = { type: "button", class: "inline-button", testid: "inline-button" };
  if (STYLES.has(button.style)) props.class += ` style-${button.style}`;
  if (button.url && !isDeepLink(button.url, pane.store.bot.username)) {
    return h("a", { class: props.class, testid: props.testid, href: safeUrl(button.url), target: "_blank", rel: "noopener noreferrer",
      "aria-label": `${button.text} (${T.opensOutside})` }, h("span", {}, button.text), icon("link"));
  }
  const node = h("button", props, h("span", {}, button.text));
  if (button.callback_data && pane.presses.isWaiting(message.message_id, button.callback_data)) markPending(node, true);
  node.addEventListener("click", () => pane.pressButton(message, button, (on) => markPending(node, on)));
  return node;
}

function markPending(node, on) {
  node.classList.toggle("pending", on);
  node.setAttribute("aria-busy", String(on));
}

const isDeepLink = (address, username) => URL.canParse(address) && deepLink(new URL(address), username) !== null;

function safeUrl(url) {
  try {
    const parsed = new URL(url);
    return ["http:", "https:", "tg:"].includes(parsed.protocol) ? parsed.href : null;
  } catch {
    return null;
  }
}

/** The panel of a reply keyboard; `onKey(button)` gets what was chosen. */
export function replyKeyboard(markup, onKey) {
  return h("div", { class: "reply-keyboard", role: "group", "aria-label": T.keyboardLabel, testid: "reply-keyboard" },
    markup.keyboard.map((row) => h("div", { class: "key-row" }, row.map((key) => {
      const button = typeof key === "string" ? { text: key } : key;
      const style = STYLES.has(button.style) ? ` style-${button.style}` : "";
      return h("button", { type: "button", class: `reply-key${style}`, testid: "reply-key", onclick: () => onKey(button) }, button.text);
    }))));
}

// Small behaviours of a phone that stand by themselves: the typing sign, toasts, files dropped on the screen.

import { h } from "./dom.js";
import { T } from "./strings.js";

const TYPING_MS = 5000;
const TOAST_MS = 3500;

/** "đang nhập…" in the header and dots in the log, until the bot's message comes or five seconds pass. */
export class Typing {
  #timer = 0;

  constructor(pane) {
    this.pane = pane;
  }

  show(action) {
    const { isGroup, store } = this.pane;
    const label = T.chatActions[action] ?? T.typing;
    this.#set(isGroup ? `${store.bot.first_name} ${label}` : label);
    this.#timer = setTimeout(() => this.stop(), TYPING_MS);
  }

  stop() {
    this.#set("");
  }

  #set(label) {
    clearTimeout(this.#timer);
    this.pane.header.setTyping(label);
    this.pane.log.setTyping(label);
  }
}

/** A line of words over the log that goes away by itself. */
export class Toasts {
  #timer = 0;
  element = h("div", { class: "toast-slot", role: "status", "aria-live": "polite" });

  show(text) {
    clearTimeout(this.#timer);
    this.element.replaceChildren(h("div", { class: "toast", testid: "toast" }, text));
    this.#timer = setTimeout(() => this.element.replaceChildren(), TOAST_MS);
  }
}

/** Let files be dropped on `screen`; `onFiles(files)` gets them. */
export function acceptDrops(screen, onFiles) {
  const over = (on) => screen.classList.toggle("dropping", on);
  screen.dataset.drop = T.dropHere;
  screen.addEventListener("dragover", (event) => { event.preventDefault(); over(true); });
  screen.addEventListener("dragleave", () => over(false));
  screen.addEventListener("drop", (event) => {
    event.preventDefault();
    over(false);
    onFiles([...event.dataTransfer.files]);
  });
}

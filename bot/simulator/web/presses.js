// Inline buttons that were pressed and wait for the bot's answer.

import { api } from "./api.js";
import { ask } from "./dialogs.js";
import { T } from "./strings.js";

const PATIENCE_MS = 15000;

export class Presses {
  #waiting = new Map();
  #early = new Map();

  constructor(pane) {
    this.pane = pane;
  }

  isWaiting(messageId, data) {
    return this.#waiting.has(keyOf(messageId, data));
  }

  /** Press a button; `mark(on)` shows and hides its spinner. */
  async press(messageId, data, mark) {
    const key = keyOf(messageId, data);
    if (this.#waiting.has(key)) return;
    const giveUp = () => { this.#finish(key); this.pane.toast(T.buttonTimeout); };
    const press = { mark, messageId, timer: setTimeout(giveUp, PATIENCE_MS) };
    this.#waiting.set(key, press);
    mark(true);
    const answer = await this.pane.attempt(() => api.press({ ...this.pane.me(), message_id: messageId, data }));
    if (!answer) {
      this.#finish(key);
      return;
    }
    press.queryId = String(answer.callback_query_id);
    const early = this.#early.get(press.queryId);
    if (early) this.answered(early);
  }

  /** The bot answered some press. It may overtake the reply to the press itself: then it is kept until the number is known. */
  answered(event) {
    const id = String(event.callback_query_id);
    const key = [...this.#waiting.keys()].find((each) => this.#waiting.get(each).queryId === id);
    if (key === undefined) {
      if (this.#waiting.size) this.#early.set(id, event);
      return;
    }
    this.#early.clear();
    this.#finish(key);
    if (event.url) this.pane.followDeepLink(new URL(event.url));
    if (event.text && event.show_alert) ask(event.text);
    else if (event.text) this.pane.toast(event.text);
  }

  #finish(key) {
    const press = this.#waiting.get(key);
    if (!press) return;
    clearTimeout(press.timer);
    this.#waiting.delete(key);
    press.mark(false);
    // The message may have been drawn anew meanwhile: clear the spinner of whatever stands there now.
    for (const node of this.pane.log.list.querySelectorAll(`[data-message-id="${press.messageId}"] .pending`)) {
      node.classList.remove("pending");
      node.setAttribute("aria-busy", "false");
    }
  }
}

const keyOf = (messageId, data) => `${messageId} ${data}`;

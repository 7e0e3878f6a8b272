// The bottom of a phone: input, menu, attachments, what is being answered or edited, and the bot's reply keyboard.

import { Attachments } from "./attach.js";
import { h, icon, iconButton } from "./dom.js";
import { replyKeyboard } from "./keyboards.js";
import { parseMarks, withMarks } from "./marks.js";
import { senderName } from "./message.js";
import { summary } from "./media.js";
import { T } from "./strings.js";
import { Suggestions } from "./suggest.js";

const TALLEST_PX = 132;
const LONGEST_TEXT = 4096;
let count = 0;

export class Composer {
  #reply = null;
  #edit = null;
  #keyboard = null;
  #keyboardOpen = false;

  constructor(pane) {
    this.pane = pane;
    this.input = h("textarea", { rows: 1, testid: "composer-input", placeholder: T.placeholder,
      oninput: () => this.#typed(), onkeydown: (event) => this.#key(event), onpaste: (event) => this.#paste(event) });
    count += 1;
    this.suggestions = new Suggestions(pane, this.input, count);
    this.attachments = new Attachments(pane, () => this.#refreshButtons());
    this.context = h("div", { class: "composer-context", hidden: true, testid: "composer-context" });
    this.menuButton = h("button", { type: "button", class: "menu-button", testid: "menu-button", "aria-label": T.menuLabel, "aria-expanded": "false",
      onclick: () => this.#toggleMenu() }, icon("menu"), h("span", {}, T.menu));
    this.keyboardButton = iconButton("keyboard", T.keyboardHide, "keyboard-toggle", () => this.#toggleKeyboard(), { hidden: true });
    this.attachButton = iconButton("clip", T.attach, "attach", (event) => this.attachments.openMenu(event.currentTarget), { "aria-haspopup": "menu" });
    this.sendButton = iconButton("send", T.send, "send", () => this.submit(), { class: "send-button" });
    this.keys = h("div", { class: "keyboard-slot", hidden: true });
    this.entry = h("div", { class: "composer-entry" }, this.suggestions.element, this.context, this.attachments.element,
      h("div", { class: "composer-row" }, this.menuButton, h("div", { class: "input-shell" }, this.input, this.keyboardButton, this.attachButton), this.sendButton),
      this.keys);
    this.bigButton = h("button", { type: "button", class: "big-button", hidden: true });
    this.element = h("footer", { class: "composer" }, this.entry, this.bigButton);
    this.#refreshButtons();
  }

  /** Show the input, or one big button in its place ({label, testid, run}). */
  showInstead(big) {
    this.entry.hidden = Boolean(big);
    this.bigButton.hidden = !big;
    if (!big) return;
    this.bigButton.textContent = big.label;
    this.bigButton.dataset.testid = big.testid;
    this.bigButton.onclick = big.run;
  }

  focus() {
    this.input.focus({ preventScroll: true });
  }

  setText(text) {
    this.input.value = text;
    this.#typed();
    this.focus();
  }

  /** Forget everything begun: another person or chat is shown now. */
  reset() {
    this.#reply = null;
    this.#edit = null;
    this.#refreshContext();
    this.input.value = "";
    this.attachments.clear();
    this.suggestions.close();
    this.setKeyboard(null);
    this.#fit();
    this.input.setAttribute("aria-label", T.composer(this.pane.chat.title));
  }

  answer(message) {
    this.#edit = null;
    this.#reply = message;
    this.#refreshContext();
    this.focus();
  }

  edit(message) {
    this.#reply = null;
    this.#edit = message;
    this.#refreshContext();
    this.setText(withMarks(message.text ?? message.caption ?? "", message.entities ?? message.caption_entities));
  }

  /** The reply keyboard the bot keeps in this chat, or null. */
  setKeyboard(markup) {
    const same = JSON.stringify(markup) === JSON.stringify(this.#keyboard);
    this.#keyboard = markup;
    this.input.placeholder = markup?.input_field_placeholder ?? T.placeholder;
    if (same) return;
    this.keys.replaceChildren(...(markup?.keyboard ? [replyKeyboard(markup, (key) => this.#pressKey(key))] : []));
    this.#openKeyboard(Boolean(markup?.keyboard));
  }

  async submit() {
    const text = this.input.value.trim();
    if (this.#edit) return this.#submitEdit(text);
    if (this.attachments.empty && !text) return;
    this.setText("");
    const sent = this.attachments.empty ? await this.#sendText(text) : await this.attachments.send(text);
    if (!sent && !this.input.value) this.setText(text);
  }

  // Telegram's own apps cut a text that is too long into several messages.
  async #sendText(text) {
    for (let at = 0; at < text.length; at += LONGEST_TEXT) {
      if (!(await this.pane.send(parseMarks(text.slice(at, at + LONGEST_TEXT))))) return false;
    }
    return true;
  }

  /** What the next message answers, once. */
  takeReply() {
    const reply = this.#reply ? { reply_to_message_id: this.#reply.message_id } : {};
    this.#reply = null;
    this.#refreshContext();
    return reply;
  }

  /** The menu button is there when the bot has commands for this person in this chat. */
  commandsChanged() {
    this.menuButton.hidden = this.pane.commands.length === 0;
  }

  menuShown(open) {
    this.menuButton.setAttribute("aria-expanded", String(open));
  }

  async #submitEdit(text) {
    const { message_id: messageId } = this.#edit;
    if (text && !(await this.pane.editMessage(messageId, parseMarks(text)))) return;
    this.#cancelContext();
  }

  #cancelContext() {
    const wasEditing = Boolean(this.#edit);
    this.#edit = null;
    this.#reply = null;
    this.#refreshContext();
    if (wasEditing) this.setText("");
    this.focus();
  }

  #refreshContext() {
    const message = this.#edit ?? this.#reply;
    this.context.hidden = !message;
    this.#refreshButtons();
    if (!message) return;
    const title = this.#edit ? T.editing : T.replyingTo(senderName(message, this.pane.store));
    this.context.replaceChildren(icon(this.#edit ? "pencil" : "reply"),
      h("div", { class: "context-words" }, h("b", {}, title), h("span", {}, summary(message))),
      iconButton("close", T.cancel, "cancel-context", () => this.#cancelContext()));
  }

  #refreshButtons() {
    if (!this.sendButton) return;
    this.sendButton.replaceChildren(icon(this.#edit ? "check" : "send"));
    this.sendButton.setAttribute("aria-label", this.#edit ? T.save : T.send);
    this.sendButton.disabled = !this.input.value.trim() && this.attachments.empty;
    if (!this.attachments.empty) this.input.placeholder = T.captionPlaceholder;
    else this.input.placeholder = (this.#reply?.reply_markup ?? this.#keyboard)?.input_field_placeholder ?? T.placeholder;
  }

  #typed() {
    this.#fit();
    this.#refreshButtons();
    this.suggestions.update(this.#edit ? "" : this.input.value);
  }

  // Empty, it is one line high whatever the width: a wrapped placeholder must not keep it tall.
  #fit() {
    this.input.style.height = "auto";
    if (this.input.value) this.input.style.height = `${Math.min(this.input.scrollHeight, TALLEST_PX)}px`;
  }

  #key(event) {
    // While an input method composes a word (Telex, VNI), Enter belongs to it.
    if (event.isComposing || this.suggestions.key(event)) return;
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      this.submit();
    } else if (event.key === "Escape" && !this.context.hidden) this.#cancelContext();
    else if (event.key === "ArrowUp" && !this.input.value) {
      const last = this.pane.lastOwnText();
      if (last) {
        event.preventDefault();
        this.edit(last);
      }
    }
  }

  #paste(event) {
    const files = [...(event.clipboardData?.files ?? [])];
    if (!files.length) return;
    event.preventDefault();
    this.attachments.add(files);
  }

  #toggleMenu() {
    if (this.suggestions.open) this.suggestions.close();
    else this.suggestions.showCommands();
    this.focus();
  }

  #toggleKeyboard() {
    this.#openKeyboard(!this.#keyboardOpen);
  }

  #openKeyboard(open) {
    this.#keyboardOpen = open;
    const available = Boolean(this.#keyboard?.keyboard);
    this.keys.hidden = !(open && available);
    this.keyboardButton.hidden = !available;
    const label = open ? T.keyboardHide : T.keyboardShow;
    this.keyboardButton.setAttribute("aria-label", label);
    this.keyboardButton.title = label;
    this.pane.layoutChanged();
  }

  #pressKey(key) {
    if (this.#keyboard?.one_time_keyboard) this.#openKeyboard(false);
    this.pane.pressReplyKey(key);
  }
}

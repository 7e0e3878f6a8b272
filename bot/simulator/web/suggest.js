// The list above the input: commands while "/…" is typed or the menu is open, and what the bot offers to "@bot …".

import { api } from "./api.js";
import { h } from "./dom.js";
import { T } from "./strings.js";

const INLINE_WAIT_MS = 250;

export class Suggestions {
  #options = [];
  #active = -1;
  #timer = 0;
  #turn = 0;

  constructor(pane, input, id) {
    this.pane = pane;
    this.input = input;
    this.element = h("div", { class: "suggestions", role: "listbox", id: `suggestions-${id}`, hidden: true, testid: "suggestions" });
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-controls", this.element.id);
  }

  get open() {
    return !this.element.hidden;
  }

  close() {
    clearTimeout(this.#timer);
    this.#turn += 1;
    this.#show([], "");
    this.pane.menuChanged(false);
  }

  /** The whole list of commands, from the menu button. */
  showCommands() {
    this.#show(this.pane.commands.map((command) => this.#commandOption(command)), T.commandsLabel);
    this.pane.menuChanged(true);
  }

  /** Follow what is typed. */
  update(text) {
    const inline = text.match(new RegExp(`^@${this.pane.store.bot.username}\\s([\\s\\S]*)$`, "i"));
    const command = text.match(/^\/(\w*)$/);
    if (inline) this.#searchSoon(inline[1].trim());
    else if (command) this.#showMatching(command[1].toLowerCase());
    else if (this.open) this.close();
  }

  /** Arrow keys, Enter and Tab while the list is open; true when the key was used. */
  key(event) {
    if (!this.open) return false;
    if (event.key === "Escape") this.close();
    else if (event.key === "ArrowDown") this.#activate(this.#active + 1);
    else if (event.key === "ArrowUp") this.#activate(this.#active - 1);
    else if (event.key === "Tab" && this.#options.length) this.#options[Math.max(this.#active, 0)].complete();
    else if (event.key === "Enter" && this.#active >= 0) this.#options[this.#active].choose();
    else return false;
    event.preventDefault();
    return true;
  }

  #showMatching(prefix) {
    const commands = this.pane.commands.filter((each) => each.command.startsWith(prefix));
    this.#show(commands.map((command) => this.#commandOption(command)), T.commandsLabel);
  }

  #commandOption({ command, description }) {
    const choose = () => { this.pane.composer.setText(""); this.close(); this.pane.sendCommand(`/${command}`); };
    const complete = () => { this.pane.composer.setText(`/${command} `); this.close(); };
    const content = [h("span", { class: "command-name" }, `/${command}`), h("span", { class: "command-words" }, description)];
    return { choose, complete, content, testid: `command-${command}` };
  }

  #searchSoon(query) {
    clearTimeout(this.#timer);
    this.#turn += 1;
    const turn = this.#turn;
    if (!this.open) this.#show([], T.inlineLabel, T.inlineSearching);
    this.#timer = setTimeout(() => this.#search(query, turn), INLINE_WAIT_MS);
  }

  async #search(query, turn) {
    const { personId, chat } = this.pane;
    const answer = await api.inline({ from_id: personId, query, chat_type: chat.type === "private" ? "sender" : chat.type }).catch(() => ({ results: [] }));
    if (turn !== this.#turn) return;
    this.#show(answer.results.map((result) => this.#resultOption(result, answer.query_id)), T.inlineLabel, T.inlineEmpty);
  }

  #resultOption(result, queryId) {
    const choose = async () => {
      this.pane.composer.setText("");
      this.close();
      await this.pane.attempt(() => api.chooseInline({
        from_id: this.pane.personId, chat_id: this.pane.chatId, result_id: result.id, query_id: queryId,
      }));
    };
    const title = result.title ?? result.id;
    const content = [h("span", { class: "result-badge", "aria-hidden": "true" }, [...title][0]),
      h("span", { class: "result-words" }, h("b", {}, title), h("span", {}, result.description ?? ""))];
    return { choose, complete: choose, content, testid: "inline-result" };
  }

  #show(options, label, empty = "") {
    this.#options = options;
    this.element.replaceChildren(...options.map((option, index) =>
      h("div", { class: "suggestion", role: "option", id: `${this.element.id}-${index}`, "aria-selected": "false", testid: option.testid,
        onmousedown: (event) => event.preventDefault(), onclick: option.choose }, option.content)));
    if (!options.length && empty) this.element.append(h("div", { class: "suggestion-empty", role: "status" }, empty));
    this.element.hidden = !this.element.childElementCount;
    this.element.setAttribute("aria-label", label);
    this.#activate(-1);
  }

  #activate(index) {
    const count = this.#options.length;
    this.#active = index < 0 ? (index === -2 ? count - 1 : -1) : index % Math.max(count, 1);
    [...this.element.children].forEach((node, i) => {
      node.setAttribute("aria-selected", String(i === this.#active));
      if (i === this.#active) node.scrollIntoView({ block: "nearest" });
    });
    if (this.#active >= 0) this.input.setAttribute("aria-activedescendant", `${this.element.id}-${this.#active}`);
    else this.input.removeAttribute("aria-activedescendant");
  }
}

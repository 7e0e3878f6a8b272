// The scrolling list of messages of one pane: order, days, runs by one sender, albums, topics, typing dots, following the end.

import { avatar, h, iconButton, reconcile } from "./dom.js";
import { messageNode, serviceText } from "./message.js";
import { T } from "./strings.js";
import { dayKey, dayLabel } from "./time.js";

const RUN_SECONDS = 300;
const NEAR_END_PX = 80;

export class MessageLog {
  #messages = new Map();
  #typing = "";
  #atEnd = true;
  #news = 0;
  topic = null;

  constructor(pane) {
    this.pane = pane;
    this.list = h("div", { class: "log", role: "log", "aria-live": "polite", testid: "log", tabindex: "0", onscroll: () => this.#scrolled() });
    this.badge = h("span", { class: "badge", hidden: true });
    this.downButton = iconButton("down", T.scrollDown, "scroll-down", () => this.toEnd(true), { class: "icon-button down-button", hidden: true });
    this.downButton.append(this.badge);
    this.empty = h("div", { class: "empty-slot" });
    this.element = h("div", { class: "log-area" }, h("div", { class: "wallpaper", "aria-hidden": "true" }), this.empty, this.list, this.downButton);
    // Pictures that arrive late and keyboards that open make the list jump: stay with the newest message.
    new ResizeObserver(() => { if (this.#atEnd) this.toEnd(); }).observe(this.list);
    this.list.addEventListener("load", () => { if (this.#atEnd) this.toEnd(); }, true);
  }

  get count() {
    return this.#messages.size;
  }

  get(messageId) {
    return this.#messages.get(messageId);
  }

  get newest() {
    return [...this.#messages.values()].sort((a, b) => b.message_id - a.message_id);
  }

  replace(messages) {
    this.#messages = new Map(messages.map((message) => [message.message_id, message]));
    this.#news = 0;
    this.render();
  }

  /** Add or change one message; true when it was not there before. */
  put(message) {
    const isNew = !this.#messages.has(message.message_id);
    this.#messages.set(message.message_id, message);
    const own = message.from?.id === this.pane.personId;
    if (isNew && !own && !this.#atEnd) this.#news += 1;
    if (isNew && own) this.#atEnd = true;
    this.render();
    return isNew;
  }

  drop(messageIds) {
    for (const id of messageIds) this.#messages.delete(id);
    this.render();
  }

  setTyping(label) {
    if (this.#typing === label) return;
    this.#typing = label;
    this.render();
  }

  toEnd(smooth = false) {
    this.#atEnd = true;
    this.#news = 0;
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.list.scrollTo({ top: this.list.scrollHeight, behavior: smooth && !calm ? "smooth" : "instant" });
    this.#refreshDown();
  }

  scrollTo(messageId) {
    const node = this.list.querySelector(`[data-message-id="${messageId}"]`);
    if (!node) return;
    node.scrollIntoView({ block: "center" });
    node.classList.add("pointed");
    setTimeout(() => node.classList.remove("pointed"), 1500);
  }

  render() {
    const pane = this.pane;
    this.list.setAttribute("aria-label", T.logLabel(pane.chat.title));
    reconcile(this.list, this.#items());
    pane.logChanged();
    if (this.#atEnd) this.toEnd();
    this.#refreshDown();
  }

  #items() {
    const groups = this.#groups();
    const items = [];
    let day = null;
    groups.forEach((group, index) => {
      const message = group[0];
      if (dayKey(message.date) !== day) {
        day = dayKey(message.date);
        const label = dayLabel(message.date);
        items.push({ key: `day-${day}`, signature: label, build: () => h("div", { class: "pill day" }, label) });
      }
      items.push(this.#item(group, groups[index - 1], groups[index + 1]));
    });
    if (this.#typing) items.push(this.#typingItem());
    return items;
  }

  #groups() {
    const shown = [...this.#messages.values()]
      .filter((message) => this.topic === null || (message.message_thread_id ?? 0) === this.topic)
      .sort((a, b) => a.message_id - b.message_id);
    const groups = [];
    for (const message of shown) {
      const album = message.media_group_id && groups.find((group) => group[0].media_group_id === message.media_group_id);
      if (album) album.push(message);
      else groups.push([message]);
    }
    return groups;
  }

  #item(group, before, after) {
    const message = group[0];
    const key = `message-${message.message_id}`;
    const service = serviceText(message, this.pane.store);
    if (service) return { key, signature: service, build: () => h("div", { class: "pill service", testid: "service" }, service) };
    const own = message.from?.id === this.pane.personId;
    const first = !this.#sameRun(before?.[0], message);
    const look = { own, first, last: !this.#sameRun(message, after?.[0]), named: first && !own && this.pane.isGroup };
    const signature = JSON.stringify([group, look, this.pane.personId]);
    return { key, signature, build: (old) => messageNode(group, { ...look, old }, this.pane) };
  }

  #sameRun(a, b) {
    if (!a || !b || serviceText(a, this.pane.store) || serviceText(b, this.pane.store)) return false;
    return a.from?.id === b.from?.id && Math.abs(b.date - a.date) < RUN_SECONDS && dayKey(a.date) === dayKey(b.date);
  }

  #typingItem() {
    const bot = this.pane.store.bot;
    const build = () => h("div", { class: "message other last typing-row", testid: "typing-bubble", "aria-hidden": "true" },
      this.pane.isGroup && h("span", { class: "gutter" }, avatar(bot.id, bot.first_name, true)),
      h("div", { class: "bubble tail typing-dots" }, h("i"), h("i"), h("i")));
    return { key: "typing", signature: "typing", build };
  }

  #scrolled() {
    const { scrollTop, scrollHeight, clientHeight } = this.list;
    this.#atEnd = scrollHeight - scrollTop - clientHeight < NEAR_END_PX;
    if (this.#atEnd) this.#news = 0;
    this.#refreshDown();
  }

  #refreshDown() {
    this.downButton.hidden = this.#atEnd;
    this.badge.hidden = this.#news === 0;
    this.badge.textContent = String(this.#news);
  }
}

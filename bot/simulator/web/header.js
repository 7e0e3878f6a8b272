// The top of a phone: who and where (picker), status bar, chat header, and the strip of forum topics.

import { openChatMenu, openInfo } from "./actions.js";
import { avatar, h, icon, iconButton } from "./dom.js";
import { T } from "./strings.js";
import { clock } from "./time.js";

/** Two selects: as whom, in which chat. */
export class PanePicker {
  constructor(pane) {
    this.pane = pane;
    this.people = h("select", { testid: "pane-person", "aria-label": T.choosePerson, onchange: () => this.#personChosen() });
    this.chats = h("select", { testid: "pane-chat", "aria-label": T.chooseChat, onchange: () => pane.show(pane.personId, Number(this.chats.value)) });
    this.element = h("div", { class: "picker", testid: "picker" },
      h("label", { class: "pick" }, icon("person"), this.people),
      h("label", { class: "pick" }, icon("group"), this.chats),
      iconButton("close", T.closePane, "close-pane", () => pane.host.closePane(pane)));
  }

  refresh() {
    const { store, personId, chatId } = this.pane;
    fill(this.people, [...store.people.values()].map((person) => [person.id, store.name(person)]), personId);
    fill(this.chats, store.chatsFor(personId).map((chat) => [chat.id, chat.title]), chatId);
  }

  #personChosen() {
    const personId = Number(this.people.value);
    const { chatId, store } = this.pane;
    const stays = chatId < 0 && store.isMember(chatId, personId);
    this.pane.show(personId, stays ? chatId : personId);
  }
}

function fill(select, options, chosen) {
  select.replaceChildren(...options.map(([value, label]) => h("option", { value: String(value) }, label)));
  select.value = String(chosen);
}

export class ChatHeader {
  #typing = "";

  constructor(pane) {
    this.pane = pane;
    this.clock = h("span", {}, clock(Date.now() / 1000));
    this.status = h("div", { class: "status-bar", "aria-hidden": "true" }, this.clock, h("span", { class: "status-icons" }, icon("wifi"), icon("battery")));
    this.picture = h("span", { class: "header-picture" });
    this.title = h("span", { class: "chat-title", testid: "chat-title" });
    this.subtitle = h("span", { class: "chat-subtitle", testid: "chat-subtitle", "aria-live": "polite" });
    this.element = h("header", { class: "chat-header" },
      h("button", { type: "button", class: "chat-name", testid: "chat-info", onclick: () => openInfo(pane) },
        this.picture, h("span", { class: "chat-words" }, this.title, this.subtitle)),
      iconButton("dots", T.chatMenu, "chat-menu", (event) => openChatMenu(pane, event.currentTarget), { "aria-haspopup": "menu" }));
    setInterval(() => { this.clock.textContent = clock(Date.now() / 1000); }, 10_000);
  }

  refresh() {
    const { chat, isGroup, store } = this.pane;
    this.picture.replaceChildren(isGroup ? avatar(chat.id, chat.title, false) : avatar(store.bot.id, store.bot.first_name, true));
    this.title.textContent = chat.title;
    this.#refreshSubtitle();
  }

  setTyping(label) {
    this.#typing = label;
    this.#refreshSubtitle();
  }

  #refreshSubtitle() {
    const { chat, isGroup } = this.pane;
    const resting = isGroup ? T.members(chat.members.length + 1) : T.bot;
    this.subtitle.textContent = this.#typing || resting;
    this.subtitle.classList.toggle("typing", Boolean(this.#typing));
  }
}

/** Chips of a forum's topics; hidden where there are none. */
export class TopicStrip {
  constructor(pane) {
    this.pane = pane;
    this.element = h("nav", { class: "topics", hidden: true, testid: "topics" });
  }

  refresh() {
    const topics = this.pane.chat.topics ?? [];
    const chosen = this.pane.log.topic;
    this.element.hidden = topics.length === 0;
    const chips = [[null, T.allTopics], ...topics.map((topic) => [topic.message_thread_id, topic.name])];
    this.element.replaceChildren(...chips.map(([id, name]) =>
      h("button", { type: "button", "aria-pressed": String(id === chosen), testid: "topic", onclick: () => this.#choose(id) }, name)));
  }

  #choose(id) {
    this.pane.log.topic = id;
    this.refresh();
    this.pane.log.render();
    this.pane.log.toEnd();
  }
}

// What the page knows of the server: the bot, people and chats. Panes read it; app.js keeps it current.

import { api } from "./api.js";

export class Store {
  bot = { id: 0, first_name: "", username: "" };
  people = new Map();
  chats = new Map();
  seq = 0;

  async refresh() {
    const state = await api.state();
    this.bot = state.bot;
    this.people = new Map(state.people.map((person) => [person.id, person]));
    this.chats = new Map(state.chats.map((chat) => [chat.id, chat]));
    this.seq = state.seq;
  }

  name(user) {
    if (!user) return "";
    return [user.first_name, user.last_name].filter(Boolean).join(" ");
  }

  /** The chats a person can open: the bot first, then every group (a group one has left can be joined again). */
  chatsFor(personId) {
    const groups = [...this.chats.values()].filter((chat) => chat.type !== "private");
    return [this.chat(personId), ...groups];
  }

  /** A chat by id; a private chat carries its person's id and exists before the first message. */
  chat(chatId) {
    if (chatId > 0) return { id: chatId, type: "private", title: this.name(this.bot), members: [chatId], forum: false };
    return this.chats.get(chatId);
  }

  isBlocked(personId) {
    return Boolean(this.people.get(personId)?.blocked);
  }

  isMember(chatId, personId) {
    if (chatId > 0) return chatId === personId;
    return Boolean(this.chats.get(chatId)?.members.includes(personId));
  }
}

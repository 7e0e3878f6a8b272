// What an empty chat shows: the bot's introduction, or how a group works.

import { avatar, h } from "./dom.js";
import { T } from "./strings.js";

export function emptyChat(pane) {
  const { store, isGroup, chat } = pane;
  if (isGroup) return card(avatar(chat.id, chat.title, false), T.emptyGroup, T.emptyGroupHint(store.bot.username));
  return card(avatar(store.bot.id, store.bot.first_name, true), T.emptyTitle, T.emptyText);
}

function card(picture, title, text) {
  return h("div", { class: "empty", testid: "empty-chat" }, picture, h("b", {}, title), h("p", {}, text));
}

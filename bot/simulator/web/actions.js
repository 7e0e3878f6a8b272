// What a person can do to a message or a chat as a whole, and the menus that offer it.

import { api } from "./api.js";
import { ask, showInfo } from "./dialogs.js";
import { openMenu } from "./menu.js";
import { T } from "./strings.js";

export function openMessageMenu(pane, message, anchor) {
  const own = message.from?.id === pane.personId;
  const words = message.text ?? message.caption;
  openMenu(pane.screen, anchor, [
    { icon: "reply", label: T.reply, testid: "action-reply", run: () => pane.composer.answer(message) },
    words && { icon: "copy", label: T.copy, testid: "action-copy", run: () => pane.copy(words) },
    own && message.text && { icon: "pencil", label: T.edit, testid: "action-edit", run: () => pane.composer.edit(message) },
    (own || !pane.isGroup) && { icon: "trash", label: T.remove, testid: "action-delete", danger: true, run: () => ask(T.confirmRemove, () => remove(pane, message)) },
  ], { choices: T.reactions, label: T.react, run: (emoji) => react(pane, message, emoji) });
}

export function openChatMenu(pane, anchor) {
  const member = pane.store.isMember(pane.chatId, pane.personId);
  const blocked = pane.store.isBlocked(pane.personId);
  openMenu(pane.screen, anchor, [
    { icon: "info", label: T.chatInfo, testid: "action-info", run: () => openInfo(pane) },
    pane.isGroup && member && { icon: "exit", label: T.leave, testid: "action-leave", danger: true, run: () => leave(pane) },
    !pane.isGroup && !blocked && { icon: "block", label: T.block, testid: "action-block", danger: true, run: () => setBlocked(pane, true) },
    !pane.isGroup && blocked && { icon: "block", label: T.unblock, testid: "action-unblock", run: () => setBlocked(pane, false) },
  ]);
}

export function openInfo({ chat, commands, isGroup, store }) {
  const people = isGroup ? chat.members.map((id) => store.name(store.people.get(id))) : [];
  const lines = commands.map(({ command, description }) => `/${command} – ${description}`);
  showInfo(chat.title, [{ title: T.memberList, rows: people }, { title: T.commandList, rows: lines }]);
}

async function remove(pane, message) {
  if (await pane.attempt(() => api.remove({ ...pane.me(), message_id: message.message_id }))) pane.log.drop([message.message_id]);
}

export const ownReactions = (message, pane) => message.reacted?.[pane.personId] ?? [];

/** React with `emoji`, or take it back when it is there already. */
export function react(pane, message, emoji) {
  const again = ownReactions(message, pane).includes(emoji);
  return pane.attempt(() => api.react({ ...pane.me(), message_id: message.message_id, emoji: again ? "" : emoji }));
}

export async function setBlocked(pane, blocked) {
  if (await pane.attempt(() => api.block(pane.personId, blocked))) await pane.host.reload();
}

export async function join(pane) {
  if (await pane.attempt(() => api.join(pane.chatId, pane.personId))) await pane.host.reload();
}

async function leave(pane) {
  if (await pane.attempt(() => api.leave(pane.chatId, pane.personId))) await pane.host.reload();
}

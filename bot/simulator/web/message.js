// One message (or album) of the log: bubble, sender, quote, words, time and ticks, buttons below.

import { openMessageMenu, ownReactions, react } from "./actions.js";
import { avatar, h, icon, iconButton } from "./dom.js";
import { inlineKeyboard } from "./keyboards.js";
import { album, media, mediaKind, summary } from "./media.js";
import { isBigEmoji, richText } from "./richtext.js";
import { T } from "./strings.js";
import { clock, fullTime, isoTime } from "./time.js";

/** The text of a service message ("… đã vào nhóm"), or null for an ordinary one. */
export function serviceText(message, store) {
  if (message.new_chat_members) return message.new_chat_members.map((user) => T.joined(store.name(user))).join(", ");
  if (message.left_chat_member) return T.left(store.name(message.left_chat_member));
  if (message.group_chat_created || message.supergroup_chat_created) return T.created;
  if (message.pinned_message) return T.pinned(summary(message.pinned_message));
  if (message.forum_topic_created) return T.topicCreated(message.forum_topic_created.name);
  if (message.forum_topic_edited) return T.topicEdited(message.forum_topic_edited.name ?? "");
  if (message.forum_topic_closed) return T.topicClosed;
  if (message.forum_topic_reopened) return T.topicReopened;
  if (message.new_chat_title) return T.renamed(message.new_chat_title);
  if (message.migrate_to_chat_id || message.migrate_from_chat_id) return T.migrated;
  return null;
}

/** Whether it replies to a message; in a topic everything replies at least to what opened it. */
function answered(message) {
  return Boolean(message.reply_to_message && !message.reply_to_message.forum_topic_created);
}

/**
 * Draw the messages of one bubble (several only for an album). `look` = {own, first, last, named, old}: whose it is, its
 * place in a run of messages by one sender, whether the sender's name is shown, whether it replaces an older drawing.
 */
export function messageNode(group, look, pane) {
  const message = group[0];
  const sender = senderName(message, pane.store);
  const isBot = message.from?.is_bot ?? false;
  const bubble = h("div", { class: bubbleClass(group, look), onclick: (event) => tapped(event, message, pane) },
    look.named && h("div", { class: `sender tint-text-${Math.abs(message.from?.id ?? 0) % 7}` }, sender),
    message.via_bot && h("div", { class: "via" }, T.via(message.via_bot.username)),
    forwarded(message, pane.store),
    answered(message) && quote(message.reply_to_message, pane),
    group.length > 1 ? album(group, sender, pane.showPhoto) : media(message, sender, pane.showPhoto),
    words(group, pane),
    reactions(message, pane),
    meta(group, look));
  const keyboard = message.reply_markup?.inline_keyboard;
  return h("article", {
    class: `message ${look.own ? "own" : "other"}${look.last ? " last" : ""}${look.first ? " first" : ""}${look.old ? "" : " arriving"}`,
    testid: "message", "data-message-id": message.message_id, "data-own": String(look.own), "data-from": message.from?.id ?? "",
    "aria-label": `${look.own ? T.you : sender}, ${clock(message.date)}`,
    oncontextmenu: (event) => { event.preventDefault(); openMessageMenu(pane, message, event.currentTarget); },
  },
  pane.isGroup && !look.own && h("span", { class: "gutter" }, look.last && avatar(message.from?.id ?? 0, sender, isBot)),
  h("div", { class: "stack" },
    h("div", { class: "bubble-row" }, bubble,
      iconButton("dots", T.messageMenu, "message-menu", (event) => openMessageMenu(pane, message, event.currentTarget), { "aria-haspopup": "menu" })),
    keyboard?.length > 0 && inlineKeyboard(message, keyboard, pane)));
}

// Without a mouse a tap on the bubble opens its menu, as on a phone.
function tapped(event, message, pane) {
  const onControl = event.target.closest("a, button, video, [role=button]");
  if (matchMedia("(hover: none)").matches && !onControl) openMessageMenu(pane, message, event.currentTarget);
}

export const senderName = (message, store) => store.name(message.from) || message.sender_chat?.title || "";

function bubbleClass(group, look) {
  const message = group[0];
  const kind = mediaKind(message);
  const bare = kind === "sticker" || kind === "dice" || (message.text && !answered(message) && isBigEmoji(message.text));
  const names = ["bubble"];
  if (bare) names.push("bare");
  else if (look.last) names.push("tail");
  if (["photo", "video", "animation", "location", "venue"].includes(kind)) names.push("with-picture");
  if (kind && !message.caption && group.length >= 1) names.push("no-words");
  if (look.named) names.push("with-name");
  return names.join(" ");
}

function forwarded(message, store) {
  const origin = message.forward_origin;
  if (!origin) return null;
  const name = store.name(origin.sender_user) || origin.sender_user_name || origin.sender_chat?.title || origin.chat?.title || "";
  return h("div", { class: "via" }, T.forwarded(name));
}

function quote(replied, pane) {
  return h("button", { type: "button", class: "quote", testid: "reply-quote", onclick: () => pane.scrollTo(replied.message_id) },
    h("b", {}, senderName(replied, pane.store) || T.deletedReply), h("span", {}, summary(replied)));
}

function words(group, pane) {
  const message = group.find((each) => each.text ?? each.caption);
  if (!message) return null;
  const text = message.text ?? message.caption;
  const big = message.text && isBigEmoji(text);
  return h("div", { class: big ? "words big-emoji" : "words", testid: "message-text", dir: "auto" },
    richText(text, message.entities ?? message.caption_entities, pane.linkActions));
}

// One's own stand out; a press takes one's own back, or joins in another's.
function reactions(message, pane) {
  const counts = Object.entries(message.reactions ?? {});
  if (!counts.length) return null;
  return h("div", { class: "reactions", testid: "reactions" }, counts.map(([emoji, count]) =>
    h("button", { type: "button", testid: "reaction", "aria-label": T.reacted(emoji, count), "aria-pressed": String(ownReactions(message, pane).includes(emoji)),
      onclick: () => react(pane, message, emoji) }, count > 1 ? `${emoji} ${count}` : emoji)));
}

function meta(group, look) {
  const message = group.at(-1);
  const edited = group.some((each) => each.edit_date);
  return h("span", { class: "meta" },
    edited && h("span", { testid: "edited" }, T.edited),
    message.silent && h("span", { class: "silent", testid: "silent", role: "img", "aria-label": T.silent, title: T.silent }, icon("mute")),
    h("time", { datetime: isoTime(message.date), title: fullTime(message.date) }, clock(message.date)),
    look.own && h("span", { class: "ticks", role: "img", "aria-label": T.sent }, icon("ticks")));
}

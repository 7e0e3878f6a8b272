// One phone: a person in a chat. Joins header, log and composer, and carries out what the person does.

import { join, setBlocked } from "./actions.js";
import { api } from "./api.js";
import { Composer } from "./composer.js";
import { ask, showPicture } from "./dialogs.js";
import { h } from "./dom.js";
import { ChatHeader, PanePicker, TopicStrip } from "./header.js";
import { MessageLog } from "./log.js";
import { Presses } from "./presses.js";
import { deepLink } from "./richtext.js";
import { T } from "./strings.js";
import { Toasts, Typing, acceptDrops } from "./touches.js";
import { emptyChat } from "./welcome.js";

export class Pane {
  #loads = 0;
  #member = false;
  commands = [];
  showPhoto = showPicture;

  constructor(host, personId, chatId) {
    this.host = host;
    this.store = host.store;
    this.personId = personId;
    this.chatId = chatId;
    this.unread = 0;
    this.linkActions = {
      command: (text) => this.sendCommand(text),
      mention: (text) => this.composer.setText(`${text} `),
      link: (url) => this.followDeepLink(url),
    };
    this.presses = new Presses(this);
    this.picker = new PanePicker(this);
    this.header = new ChatHeader(this);
    this.topics = new TopicStrip(this);
    this.log = new MessageLog(this);
    this.composer = new Composer(this);
    this.typing = new Typing(this);
    this.toasts = new Toasts();
    this.screen = h("div", { class: "screen" }, this.header.status, this.header.element, this.topics.element, this.log.element, this.toasts.element, this.composer.element);
    this.element = h("section", { class: "pane", testid: "pane", role: "region" }, this.picker.element, h("div", { class: "phone" }, this.screen));
    acceptDrops(this.screen, (files) => this.composer.attachments.add(files));
  }

  get person() {
    return this.store.people.get(this.personId);
  }

  get chat() {
    return this.store.chat(this.chatId) ?? this.store.chat(this.personId);
  }

  get isGroup() {
    return this.chatId < 0;
  }

  /** Show another person or chat in this phone. */
  async show(personId, chatId) {
    this.personId = personId;
    this.chatId = chatId;
    this.log.topic = null;
    this.typing.stop();
    this.#member = this.store.isMember(chatId, personId);
    this.log.replace([]);
    this.composer.reset();
    this.refresh();
    this.host.panesChanged();
    await this.load();
  }

  async load() {
    this.#loads += 1;
    const load = this.#loads;
    if (!this.#member) return this.log.replace([]);
    return this.attempt(async () => {
      const [{ messages, keyboard }] = await Promise.all([api.messages(this.chatId, this.personId), this.loadCommands()]);
      if (load !== this.#loads) return;
      this.log.replace(messages);
      this.composer.setKeyboard(keyboard);
      this.#replyIfAsked(messages.at(-1));
      this.log.toEnd();
    });
  }

  /** The commands the bot offers this person here. */
  async loadCommands() {
    const { chatId, personId } = this;
    if (!this.#member) return;
    const { commands } = await api.commands(chatId, personId);
    if (chatId !== this.chatId || personId !== this.personId) return;
    this.commands = commands;
    this.composer.commandsChanged();
  }

  /** People or chats changed. */
  refresh() {
    this.element.dataset.person = this.personId;
    this.element.dataset.chat = this.chatId;
    this.element.setAttribute("aria-label", T.paneLabel(this.store.name(this.person), this.chat.title));
    this.picker.refresh();
    this.header.refresh();
    this.topics.refresh();
    this.logChanged();
    this.#followMembership();
  }

  // Who is not in a group sees nothing of it; who joins sees it all.
  #followMembership() {
    const member = this.store.isMember(this.chatId, this.personId);
    if (member === this.#member) return;
    this.#member = member;
    this.load();
  }

  logChanged() {
    this.log.empty.replaceChildren(...(this.log.count ? [] : [emptyChat(this)]));
    this.composer.showInstead(this.#bigButton());
  }

  #bigButton() {
    if (!this.store.isMember(this.chatId, this.personId)) return { label: T.joinBig, testid: "join-button", run: () => join(this) };
    if (this.isGroup) return null;
    if (this.store.isBlocked(this.personId)) return { label: T.unblockBig, testid: "unblock-button", run: () => setBlocked(this, false) };
    return this.log.count ? null : { label: T.start, testid: "start-button", run: () => this.send({ text: "/start" }) };
  }

  // ---- what arrives

  receive(event) {
    if (event.type === "callback_answer" && event.from_id === this.personId) this.presses.answered(event);
    else if (event.chat_id === this.chatId && this.#member) RECEIVERS[event.type]?.(this, event);
  }

  messageArrived(message) {
    const own = message.from?.id === this.personId;
    if (message.from?.is_bot) this.typing.stop();
    if (this.log.put(message) && !own && !this.host.isVisible(this)) this.unread += 1;
    if (message.migrate_to_chat_id) this.#follow(message.migrate_to_chat_id);
    this.#replyIfAsked(message);
    this.host.unreadChanged();
  }

  #replyIfAsked(message) {
    if (message?.reply_markup?.force_reply && this.#concerns(message)) this.composer.answer(message);
  }

  /** A selective markup is for those whom the message mentions, or whom it answers. */
  #concerns(message) {
    if (!message.reply_markup.selective || !this.isGroup) return true;
    const named = (message.entities ?? []).some((entity) => entity.user?.id === this.personId
      || (entity.type === "mention" && message.text.substr(entity.offset + 1, entity.length - 1) === this.person.username));
    const answered = message.reply_to_message;
    return named || (answered && !answered.forum_topic_created && answered.from?.id === this.personId);
  }

  reacted({ message_id: messageId, reactions, reacted }) {
    const message = this.log.get(messageId);
    if (message) this.log.put({ ...message, reactions, reacted });
  }

  // The group became a supergroup: its old id is dead, life goes on under the new one.
  async #follow(newChatId) {
    await this.host.reload();
    await this.show(this.personId, newChatId);
  }

  // ---- what the person does

  /** Run `work`; an error becomes a toast and the result false. */
  async attempt(work) {
    try {
      return (await work()) ?? true;
    } catch (error) {
      this.toast(T.failed(error.message));
      return false;
    }
  }

  /** Send a message (with `file` as an upload); the message as stored, or false. */
  async send(fields, file = null) {
    const thread = this.log.topic ? { message_thread_id: this.log.topic } : {};
    const whole = { chat_id: this.chatId, from_id: this.personId, ...thread, ...this.composer.takeReply(), ...fields };
    const message = await this.attempt(() => (file ? api.upload(file, whole) : api.send(whole)));
    if (message && message.chat?.id === this.chatId) this.log.put(message);
    if (message) this.log.toEnd();
    return message;
  }

  sendCommand(text) {
    const aimed = this.isGroup && !text.includes("@") ? `${text}@${this.store.bot.username}` : text;
    return this.send({ text: aimed });
  }

  async editMessage(messageId, fields) {
    const message = await this.attempt(() => api.edit({ ...this.me(), message_id: messageId, ...fields }));
    if (message?.message_id) this.log.put(message);
    return message;
  }

  pressReplyKey(key) {
    if (key.request_contact) {
      const contact = { phone_number: T.samplePhone, first_name: this.person.first_name, user_id: this.personId };
      ask(T.shareContact(T.samplePhone), () => this.send({ contact }));
    } else if (key.request_location) this.send({ location: T.sampleLocation });
    else this.send({ text: key.text });
  }

  pressButton(message, button, mark) {
    if (button.url) return this.followDeepLink(new URL(button.url));
    if (button.copy_text) return this.copy(button.copy_text.text);
    const inline = button.switch_inline_query_current_chat ?? button.switch_inline_query;
    if (inline !== undefined) return this.composer.setText(`@${this.store.bot.username} ${inline}`);
    if (!button.callback_data) return this.toast(T.buttonUnsupported);
    return this.presses.press(message.message_id, button.callback_data, mark);
  }

  /** Links to the bot itself stay in the phone: they open the private chat, with a payload they send /start. */
  followDeepLink(url) {
    const payload = deepLink(url, this.store.bot.username);
    if (payload === null) return false;
    this.show(this.personId, this.personId).then(() => payload && this.send({ text: `/start ${payload}` }));
    return true;
  }

  async copy(text) {
    try {
      await navigator.clipboard.writeText(text);
      this.toast(T.copied);
    } catch (error) {
      this.toast(T.failed(error.message));
    }
  }

  // ---- small services for the parts

  toast(text) {
    this.toasts.show(text);
  }

  scrollTo(messageId) {
    this.log.scrollTo(messageId);
  }

  layoutChanged() {
    this.log?.toEnd();
  }

  menuChanged(open) {
    this.composer?.menuShown(open);
  }

  lastOwnText() {
    return this.log.newest.find((message) => message.from?.id === this.personId && message.text);
  }

  me() {
    return { chat_id: this.chatId, from_id: this.personId };
  }

}

const RECEIVERS = {
  message: (pane, event) => pane.messageArrived(event.message),
  edit: (pane, event) => pane.log.put(event.message),
  delete: (pane, event) => pane.log.drop(event.message_ids),
  typing: (pane, event) => pane.typing.show(event.action),
  keyboard: (pane, event) => pane.composer.setKeyboard(event.keyboard),
  reaction: (pane, event) => pane.reacted(event),
};

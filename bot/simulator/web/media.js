// What a message carries besides words: photos, files, places, contacts, voices, stickers.

import { api } from "./api.js";
import { h, icon, avatar } from "./dom.js";
import { link } from "./richtext.js";
import { T } from "./strings.js";

const KINDS = ["photo", "video", "animation", "voice", "audio", "sticker", "venue", "location", "contact", "document", "poll", "dice"];

/** Which of KINDS the message is, or null for plain text. */
export const mediaKind = (message) => KINDS.find((kind) => message[kind]) ?? null;

/** A few words that stand for the message in a quote, a pinned notice or an unread line. */
export function summary(message) {
  if (message.text) return message.text;
  const kind = mediaKind(message);
  const label = { venue: T.location, animation: T.video }[kind] ?? T[kind] ?? T.unknown;
  return message.caption ? `${label}: ${message.caption}` : label;
}

/** The drawn part of a message, or null; `who` names the sender for people who hear the page. */
export function media(message, who, onPhoto) {
  const kind = mediaKind(message);
  const draw = DRAW[kind];
  return draw ? draw(message[kind], who, onPhoto) : null;
}

const DRAW = {
  photo: (sizes, who, onPhoto) => photo(sizes, who, onPhoto),
  video: (video) => h("video", { class: "photo", controls: true, preload: "metadata", src: api.fileUrl(video.file_id), testid: "video" }),
  animation: (video) => h("video", { class: "photo", controls: true, loop: true, src: api.fileUrl(video.file_id), testid: "video" }),
  document: (file) => fileRow(file),
  audio: (file) => fileRow({ ...file, file_name: file.title ?? file.file_name }),
  voice: (voice) => voiceRow(voice),
  sticker: (sticker) => stickerImage(sticker),
  location: (place) => placeCard(place, null),
  venue: (venue) => placeCard(venue.location, venue),
  contact: (contact) => contactCard(contact),
  poll: (poll) => h("ul", { class: "poll" }, h("li", {}, h("b", {}, poll.question)), poll.options.map((option) => h("li", {}, option.text))),
  dice: (dice) => h("div", { class: "big-emoji" }, `${dice.emoji} ${dice.value}`),
};

/** The photos of one album in a grid. */
export function album(messages, who, onPhoto) {
  return h("div", { class: `album album-${Math.min(messages.length, 4)}`, testid: "album" },
    messages.map((message) => media(message, who, onPhoto)));
}

function photo(sizes, who, onPhoto) {
  const best = sizes.at(-1);
  const source = api.fileUrl(best.file_id);
  const image = h("img", { class: "photo", src: source, alt: T.photoAlt(who), width: best.width, height: best.height, draggable: "false" });
  return h("button", { type: "button", class: "photo-button", "aria-label": `${T.openPhoto}: ${T.photoAlt(who)}`, testid: "photo",
    onclick: () => onPhoto(source) }, image);
}

function fileRow(file) {
  return h("a", { class: "file-row", href: api.fileUrl(file.file_id), download: file.file_name ?? "", testid: "document" },
    h("span", { class: "round" }, icon("file")),
    h("span", { class: "file-words" }, h("span", { class: "file-name" }, file.file_name ?? T.document),
      h("span", { class: "file-size" }, size(file.file_size ?? 0))));
}

function size(bytes) {
  let unit = 0;
  let value = bytes;
  while (value >= 1024 && unit < T.sizes.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${value.toLocaleString("vi-VN", { maximumFractionDigits: unit ? 1 : 0 })} ${T.sizes[unit]}`;
}

const BARS = [5, 9, 14, 8, 17, 12, 20, 15, 9, 18, 13, 7, 16, 11, 19, 8, 13, 6, 10, 5];

function voiceRow(voice) {
  const wave = h("span", { class: "wave", "aria-hidden": "true" }, BARS.map((height) => {
    const bar = h("i");
    bar.style.height = `${height}px`;
    return bar;
  }));
  return h("div", { class: "voice-row", testid: "voice" }, h("span", { class: "round" }, icon("play")),
    h("span", { class: "file-words" }, wave, h("span", { class: "file-size" }, `${T.voice} · ${T.seconds(voice.duration ?? 0)}`)));
}

function stickerImage(sticker) {
  const name = `${T.sticker} ${sticker.emoji ?? ""}`.trim();
  const image = h("img", { class: "sticker", src: api.fileUrl(sticker.file_id), alt: name, testid: "sticker" });
  image.addEventListener("error", () => image.replaceWith(h("div", { class: "big-emoji", role: "img", "aria-label": name }, sticker.emoji ?? "🏷️")));
  return image;
}

function placeCard(place, venue) {
  const { latitude, longitude } = place;
  const words = `${latitude.toFixed(5)}, ${longitude.toFixed(5)}`;
  const map = `https://www.openstreetmap.org/?mlat=${latitude}&mlon=${longitude}#map=17/${latitude}/${longitude}`;
  return h("div", { class: "place", testid: "location" },
    h("div", { class: "map", "aria-hidden": "true" }, h("span", { class: "map-road" }), h("span", { class: "map-pin" }, icon("pin"))),
    h("div", { class: "place-words" },
      h("b", {}, venue?.title ?? T.location),
      venue?.address && h("span", {}, venue.address),
      h("span", { class: "place-numbers" }, words),
      link(map, [T.openMap, icon("link")])));
}

function contactCard(contact) {
  const name = [contact.first_name, contact.last_name].filter(Boolean).join(" ");
  const phone = contact.phone_number;
  return h("div", { class: "contact-card", testid: "contact" },
    avatar(contact.user_id ?? name.length, name, false),
    h("span", { class: "file-words" }, h("span", { class: "file-name" }, name), link(`tel:${phone.replace(/[^\d+]/g, "")}`, phone)));
}

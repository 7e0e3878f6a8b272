// Modal questions: a new person, a new group, a place, a contact, a sticker, a yes or no, a picture at full size.

import { h, iconButton } from "./dom.js";
import { T } from "./strings.js";

/** Show a modal `<dialog>`; it removes itself when closed and `onDone(value)` gets its return value. */
function show(testid, title, body, onDone = () => {}, extraClass = "") {
  const dialog = h("dialog", { class: `dialog ${extraClass}`, testid, "aria-label": title }, body);
  dialog.addEventListener("close", () => { dialog.remove(); onDone(dialog.returnValue); });
  dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(""); });
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}

/** A form in a dialog: `fields` are nodes; `onSubmit` gets the FormData after the dialog has closed. */
function form(testid, title, fields, action, onSubmit) {
  const node = h("form", { method: "dialog" },
    h("h2", {}, title), fields,
    h("div", { class: "dialog-buttons" },
      h("button", { type: "button", class: "quiet", testid: "dialog-cancel", onclick: () => dialog.close("") }, T.cancel),
      h("button", { type: "submit", class: "solid", testid: "dialog-submit" }, action)));
  node.addEventListener("submit", (event) => {
    event.preventDefault();
    const values = new FormData(node);
    dialog.close("");
    onSubmit(values);
  });
  const dialog = show(testid, title, node);
}

function field(name, label, props = {}) {
  return h("label", { class: "field" }, h("span", {}, label), h("input", { name, testid: `field-${name}`, autocomplete: "off", ...props }));
}

function choices(name, options, type = "checkbox") {
  return options.map(({ value, label, checked }) =>
    h("label", { class: "choice" }, h("input", { type, name, value, checked, testid: `choice-${name}-${value}` }), label));
}

export function askPerson(onPerson) {
  const fields = [field("first_name", T.firstName, { required: true, maxlength: 64 }), field("last_name", T.lastName, { maxlength: 64 }),
    field("username", T.username, { pattern: "[A-Za-z][A-Za-z0-9_]{4,31}" })];
  form("dialog-person", T.addPerson, fields, T.create, (values) =>
    onPerson(Object.fromEntries([...values].map(([key, value]) => [key, value.trim()]).filter(([, value]) => value))));
}

export function askGroup(people, onGroup) {
  const options = people.map((person) => ({ value: person.id, label: person.name, checked: true }));
  const fields = [field("title", T.groupTitle, { required: true, maxlength: 128 }),
    h("fieldset", {}, h("legend", {}, T.chooseMembers), choices("members", options)),
    choices("forum", [{ value: "yes", label: T.forum, checked: false }])];
  form("dialog-group", T.addGroup, fields, T.create, (values) => onGroup({
    title: values.get("title").trim(), members: values.getAll("members").map(Number), forum: values.has("forum"),
  }));
}

export function askLocation(onPlace) {
  const { latitude, longitude } = T.sampleLocation;
  const number = { type: "number", step: "any", required: true };
  const fields = [h("p", {}, T.locationHint), field("latitude", T.latitude, { ...number, value: latitude, min: -90, max: 90 }),
    field("longitude", T.longitude, { ...number, value: longitude, min: -180, max: 180 })];
  form("dialog-location", T.sendLocation, fields, T.send, (values) =>
    onPlace({ latitude: Number(values.get("latitude")), longitude: Number(values.get("longitude")) }));
}

export function askContact(person, onContact) {
  const fields = [field("first_name", T.contactName, { required: true, value: person.first_name }),
    field("phone_number", T.contactPhone, { type: "tel", required: true, value: T.samplePhone })];
  form("dialog-contact", T.sendContact, fields, T.send, (values) => onContact(Object.fromEntries(values)));
}

export function askSticker(onSticker) {
  const buttons = T.stickers.map((emoji) =>
    h("button", { type: "button", class: "sticker-choice", testid: "sticker-choice", onclick: () => { dialog.close(""); onSticker(emoji); } }, emoji));
  const dialog = show("dialog-sticker", T.sendSticker, [h("h2", {}, T.sendSticker), h("div", { class: "sticker-grid" }, buttons)]);
}

/** A message of the bot that must be closed (a callback answer with show_alert), or a question with `onYes`. */
export function ask(text, onYes = null) {
  const body = [h("p", { class: "alert-text", testid: "alert-text" }, text),
    h("div", { class: "dialog-buttons" },
      onYes && h("button", { type: "button", class: "quiet", testid: "alert-cancel", onclick: () => dialog.close("") }, T.cancel),
      h("button", { type: "button", class: "solid", autofocus: true, testid: "alert-ok", onclick: () => dialog.close("yes") }, T.ok))];
  const dialog = show("alert", text, body, (value) => { if (value === "yes") onYes?.(); });
}

export function showPicture(source) {
  const body = [h("img", { src: source, alt: T.photo }), iconButton("close", T.close, "close-picture", () => dialog.close(""))];
  const dialog = show("dialog-picture", T.photo, body, () => {}, "picture");
}

export function showInfo(title, sections) {
  const body = [h("h2", {}, title),
    sections.filter((section) => section.rows.length).map((section) => [h("h3", {}, section.title), h("ul", {}, section.rows.map((row) => h("li", {}, row)))]),
    h("div", { class: "dialog-buttons" }, h("button", { type: "button", class: "solid", testid: "alert-ok", onclick: () => dialog.close("") }, T.close))];
  const dialog = show("dialog-info", title, body);
}

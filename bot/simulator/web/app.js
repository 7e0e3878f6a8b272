// The page: top bar, panes side by side (tabs on a narrow screen), events shared out, people and groups added.

import { ApiError, api, followEvents } from "./api.js";
import { askGroup, askPerson } from "./dialogs.js";
import { h, icon, iconButton } from "./dom.js";
import { closeMenu } from "./menu.js";
import { Pane } from "./pane.js";
import { defaultPlaces, ensureSomebody, placesFromAddress, writeAddress } from "./places.js";
import { Store } from "./store.js";
import { T } from "./strings.js";

const NARROW = matchMedia("(max-width: 760px)");
const THEME_KEY = "khupho-theme";

class App {
  store = new Store();
  panes = [];
  active = 0;

  constructor(root) {
    this.stage = h("main", { class: "stage", "aria-label": T.stage, testid: "stage" });
    this.tabs = h("div", { class: "tabs", role: "tablist", "aria-label": T.tabs, testid: "tabs" });
    this.notice = h("div", { class: "notice", role: "alert", testid: "connection", hidden: true }, T.offline);
    root.append(this.#topBar(), this.notice, h("div", { class: "tab-bar" }, this.tabs,
      iconButton("swap", T.changePane, "toggle-picker", () => document.body.classList.toggle("picking"))), this.stage);
    NARROW.addEventListener("change", () => this.activate(this.active));
    document.addEventListener("keydown", (event) => { if (event.key === "Escape") closeMenu(); });
  }

  async run() {
    await ensureSomebody(this.store);
    const places = placesFromAddress(this.store) ?? defaultPlaces(this.store);
    await Promise.all(places.map(([person, chat]) => this.addPane(person, chat)));
    this.activate(0);
    followEvents(() => this.#catchUp(), (event) => this.receive(event), (up) => { this.notice.hidden = up; });
  }

  // ---- panes

  async addPane(personId, chatId) {
    const pane = new Pane(this, personId, chatId);
    this.panes.push(pane);
    this.stage.append(pane.element);
    await pane.show(personId, chatId);
    return pane;
  }

  closePane(pane) {
    if (this.panes.length === 1) return;
    this.panes = this.panes.filter((other) => other !== pane);
    pane.element.remove();
    this.panesChanged();
    this.activate(Math.min(this.active, this.panes.length - 1));
  }

  panesChanged() {
    this.stage.classList.toggle("single", this.panes.length === 1);
    writeAddress(this.panes);
    this.#drawTabs();
  }

  activate(index) {
    this.active = index;
    this.panes.forEach((pane, i) => {
      const shown = !NARROW.matches || i === index;
      pane.element.classList.toggle("off", !shown);
      if (shown) pane.unread = 0;
      if (shown) pane.log.toEnd();
    });
    this.#drawTabs();
  }

  isVisible(pane) {
    return !NARROW.matches || this.panes[this.active] === pane;
  }

  unreadChanged() {
    if (NARROW.matches) this.#drawTabs();
  }

  #drawTabs() {
    this.tabs.replaceChildren(...this.panes.map((pane, index) => {
      const person = this.store.name(pane.person);
      const label = pane.isGroup ? pane.chat.title : person;
      return h("button", { type: "button", role: "tab", testid: "tab", "aria-selected": String(index === this.active), title: pane.isGroup ? person : null,
        onclick: () => this.activate(index) }, h("span", {}, label),
      pane.unread > 0 && h("span", { class: "badge", "aria-label": T.unread(pane.unread) }, String(pane.unread)));
    }));
  }

  // ---- events

  receive(event) {
    if (event.type === "chat") this.reload();
    if (event.type === "commands") for (const pane of this.panes) pane.attempt(() => pane.loadCommands());
    for (const pane of this.panes) pane.receive(event);
  }

  async reload() {
    await this.store.refresh();
    for (const pane of this.panes) pane.refresh();
    this.#drawTabs();
  }

  /** Read everything anew and give the number of the newest event known. */
  async #catchUp() {
    await this.reload();
    await Promise.all(this.panes.map((pane) => pane.load()));
    return this.store.seq;
  }

  // ---- top bar

  #topBar() {
    return h("header", { class: "top-bar" },
      h("div", { class: "brand" }, h("span", { class: "avatar avatar-bot", "aria-hidden": "true" }),
        h("span", { class: "brand-words" }, h("b", {}, T.brand), h("span", {}, T.brandNote))),
      h("p", { class: "banner", testid: "banner", role: "note" }, icon("lock"), h("span", {}, T.banner)),
      h("div", { class: "top-actions" },
        this.#action("plus", T.addPane, "add-pane", () => this.#addPane()),
        this.#action("person", T.addPerson, "add-person", () => askPerson((person) => this.#addPerson(person))),
        this.#action("group", T.addGroup, "add-group", () => this.#askGroup()),
        this.#themeButton()));
  }

  #action(name, label, testid, onclick) {
    return h("button", { type: "button", class: "top-action", testid, "aria-label": label, title: label, onclick }, icon(name), h("span", {}, label));
  }

  #themeButton() {
    const dark = localStorage.getItem(THEME_KEY) ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
    document.documentElement.dataset.theme = dark;
    const button = h("button", { type: "button", class: "top-action", role: "switch", testid: "dark-mode", "aria-label": T.darkMode, title: T.darkMode,
      "aria-checked": String(dark === "dark"), onclick: () => {
        const next = document.documentElement.dataset.theme === "dark" ? "light" : "dark";
        document.documentElement.dataset.theme = next;
        localStorage.setItem(THEME_KEY, next);
        button.setAttribute("aria-checked", String(next === "dark"));
      } }, icon("moon"), h("span", {}, T.darkMode), h("i", { class: "switch" }));
    return button;
  }

  async #addPane() {
    const shown = new Set(this.panes.map((pane) => pane.personId));
    const person = [...this.store.people.keys()].find((id) => !shown.has(id)) ?? this.panes[0].personId;
    await this.#showIn(person, person);
  }

  async #showIn(personId, chatId) {
    const pane = await this.addPane(personId, chatId);
    this.activate(this.panes.indexOf(pane));
    pane.element.scrollIntoView({ inline: "end", block: "nearest" });
    pane.composer.focus();
  }

  async #addPerson(fields) {
    await this.#attempt(async () => {
      const person = await api.addPerson(fields);
      await this.reload();
      await this.#showIn(person.id, person.id);
    });
  }

  #askGroup() {
    const people = [...this.store.people.values()].map((person) => ({ id: person.id, name: this.store.name(person) }));
    askGroup(people, (fields) => this.#attempt(async () => {
      const group = await api.addGroup(fields);
      await this.reload();
      await this.#showIn(fields.members[0] ?? this.panes[0].personId, group.id);
    }));
  }

  async #attempt(work) {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.panes[this.active]?.toast(T.failed(error.message));
    }
  }
}

document.title = T.pageTitle;
await new App(document.getElementById("app")).run();

// A small menu that opens beside a control, inside one phone; arrows move, Escape or a click elsewhere closes.

import { h, icon } from "./dom.js";

let closeOpen = null;

/**
 * Open a menu of `items` ({icon, label, testid, run, danger}) within `screen`, near `anchor`; `emoji` = {choices, label,
 * run} puts a row of them on top. Only one menu is open on the page at a time.
 */
export function openMenu(screen, anchor, items, emoji = null) {
  closeMenu();
  const choose = (run) => () => { closeMenu(); run(); };
  const menu = h("div", { class: "popup-menu", role: "menu", testid: "popup-menu" },
    emoji && h("div", { class: "menu-emoji" }, emoji.choices.map((each) =>
      h("button", { type: "button", role: "menuitem", "aria-label": emoji.label(each), testid: "reaction-choice", onclick: choose(() => emoji.run(each)) }, each))),
    items.filter(Boolean).map((item) =>
      h("button", { type: "button", role: "menuitem", class: item.danger ? "menu-item danger" : "menu-item", testid: item.testid, onclick: choose(item.run) },
        icon(item.icon), item.label)));
  menu.addEventListener("keydown", (event) => moveFocus(event, menu));
  screen.append(menu);
  place(menu, screen, anchor);
  listenOutside(menu, anchor);
  menu.querySelector("button")?.focus({ preventScroll: true });
}

export function closeMenu() {
  closeOpen?.();
}

function listenOutside(menu, anchor) {
  const outside = (event) => { if (!menu.contains(event.target)) closeMenu(); };
  closeOpen = () => {
    closeOpen = null;
    document.removeEventListener("pointerdown", outside, true);
    const hadFocus = menu.contains(document.activeElement);
    menu.remove();
    if (hadFocus && anchor.matches("button")) anchor.focus({ preventScroll: true });
  };
  document.addEventListener("pointerdown", outside, true);
}

function moveFocus(event, menu) {
  const buttons = [...menu.querySelectorAll("button")];
  const at = buttons.indexOf(document.activeElement);
  const steps = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 };
  if (event.key === "Escape" || event.key === "Tab") closeMenu();
  else if (steps[event.key]) buttons[(at + steps[event.key] + buttons.length) % buttons.length].focus();
  else return;
  event.preventDefault();
  event.stopPropagation();
}

function place(menu, screen, anchor) {
  const area = screen.getBoundingClientRect();
  const from = anchor.getBoundingClientRect();
  const left = Math.min(Math.max(from.left - area.left, 8), area.width - menu.offsetWidth - 8);
  const below = from.bottom - area.top + 4;
  const fits = below + menu.offsetHeight < area.height - 8;
  menu.style.left = `${left}px`;
  menu.style.top = `${fits ? below : Math.max(8, from.top - area.top - menu.offsetHeight - 4)}px`;
}

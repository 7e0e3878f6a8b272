// Which phones to show: from the address (?panes=person:chat,…), else residents first and the committee's group last.

import { api } from "./api.js";
import { T } from "./strings.js";

/** Read the server's state; when nobody lives there yet, create two residents with a group, and the committee with its own. */
export async function ensureSomebody(store) {
  await store.refresh();
  if (store.people.size > 0) return;
  const residents = [];
  for (const name of T.defaults.residents) residents.push((await api.addPerson({ first_name: name })).id);
  const member = await api.addPerson({ first_name: T.defaults.committee });
  await api.addGroup({ title: T.defaults.group, members: [member.id] });
  await api.addGroup({ title: T.defaults.neighbours, members: residents, type: "group" });
  await store.refresh();
}

export function placesFromAddress(store) {
  const query = new URLSearchParams(location.search);
  const person = Number(query.get("person"));
  if (store.people.has(person)) return [[person, person]];
  const places = (query.get("panes") ?? "").split(",").map((place) => place.split(":").map(Number))
    .filter(([who, chat]) => store.people.has(who) && (chat > 0 ? chat === who : store.chats.has(chat)));
  return places.length ? places : null;
}

export function writeAddress(panes) {
  const query = new URLSearchParams(location.search);
  query.delete("person");
  query.set("panes", panes.map((pane) => `${pane.personId}:${pane.chatId}`).join(","));
  history.replaceState(null, "", `?${query}`.replaceAll("%3A", ":").replaceAll("%2C", ","));
}

/** Two private chats and the first group, which is the committee's; people outside of it are taken as the residents. */
export function defaultPlaces(store) {
  const people = [...store.people.keys()];
  const group = [...store.chats.values()].find((chat) => chat.type !== "private");
  const inGroup = new Set(group?.members ?? []);
  const residents = people.filter((id) => !inGroup.has(id));
  const shown = (residents.length ? residents : people).slice(0, 2);
  const places = shown.map((id) => [id, id]);
  if (group) places.push([people.find((id) => inGroup.has(id)) ?? people[0], group.id]);
  return places;
}

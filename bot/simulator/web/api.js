// The server's /client/* calls (JSON in, JSON out) and its stream of events.

import { T } from "./strings.js";

export class ApiError extends Error {}

async function call(path, options) {
  let response;
  try {
    response = await fetch(path, options);
  } catch {
    throw new ApiError(T.noServer);
  }
  const body = await response.json().catch(() => ({}));
  if (!response.ok) throw new ApiError(body.error ?? String(response.status));
  return body;
}

const get = (path, query = {}) => call(`/client/${path}?${new URLSearchParams(query)}`);

const post = (path, body) =>
  call(`/client/${path}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });

/** Send `file` with the same fields as a text message; values that are objects travel as JSON. */
function upload(file, fields) {
  const form = new FormData();
  for (const [key, value] of Object.entries(fields)) {
    if (value !== undefined) form.append(key, typeof value === "object" ? JSON.stringify(value) : String(value));
  }
  form.append("file", file, file.name);
  return call("/client/send", { method: "POST", body: form });
}

export const api = {
  state: () => get("state"),
  messages: (chatId, viewer) => get("messages", { chat_id: chatId, viewer }),
  commands: (chatId, userId) => get("commands", { chat_id: chatId, user_id: userId }),
  addPerson: (person) => post("people", person),
  addGroup: (group) => post("groups", group),
  send: (message) => post("send", message),
  upload,
  edit: (message) => post("edit", message),
  remove: (message) => post("delete", message),
  press: (press) => post("press", press),
  inline: (query) => post("inline", query),
  chooseInline: (choice) => post("inline/choose", choice),
  react: (reaction) => post("react", reaction),
  block: (fromId, blocked) => post("block", { from_id: fromId, blocked }),
  join: (chatId, userId) => post("join", { chat_id: chatId, user_id: userId }),
  leave: (chatId, userId) => post("leave", { chat_id: chatId, user_id: userId }),
  fileUrl: (fileId) => `/client/file/${encodeURIComponent(fileId)}`,
};

const RETRY_FIRST_MS = 500;
const RETRY_LONGEST_MS = 5000;

/**
 * Follow the server's events for ever. Before each (re)connection `catchUp()` reads the state anew and gives the number of
 * the newest event it knows; `onEvent(event)` gets every later one; `onState(up)` hears whether the server is there.
 */
export async function followEvents(catchUp, onEvent, onState) {
  let wait = RETRY_FIRST_MS;
  for (;;) {
    try {
      const seq = await catchUp();
      onState(true);
      wait = RETRY_FIRST_MS;
      await listen(seq, onEvent);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
    }
    onState(false);
    await new Promise((resume) => setTimeout(resume, wait));
    wait = Math.min(wait * 2, RETRY_LONGEST_MS);
  }
}

// Resolves when the connection is lost. EventSource's own retry would go on with numbers of a server that has gone.
function listen(seq, onEvent) {
  return new Promise((lost) => {
    const source = new EventSource(`/client/events?after=${seq}`);
    source.onmessage = (message) => onEvent(JSON.parse(message.data));
    source.onerror = () => { source.close(); lost(); };
  });
}

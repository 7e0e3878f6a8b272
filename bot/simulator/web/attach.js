// Things to attach: the paperclip menu, the strip of chosen files above the input, and sending them.

import { askContact, askLocation, askSticker } from "./dialogs.js";
import { h, iconButton } from "./dom.js";
import { parseMarks } from "./marks.js";
import { openMenu } from "./menu.js";
import { T } from "./strings.js";

const SAMPLE = { sample: true, kind: "photo", name: T.sampleCaptionName };
// Opening bytes of an Ogg file: enough for a voice message that nobody will listen to.
const VOICE_BYTES = new Uint8Array([0x4f, 0x67, 0x67, 0x53, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0]);

export class Attachments {
  #chosen = [];

  constructor(pane, onChange) {
    this.pane = pane;
    this.onChange = onChange;
    this.photoInput = this.#fileInput("photo-input", "image/*,video/*", (file) => kindOf(file));
    this.fileInput = this.#fileInput("file-input", "", () => "document");
    this.strip = h("div", { class: "attachment-strip", hidden: true, testid: "attachment-strip" });
    this.element = h("div", {}, this.photoInput, this.fileInput, this.strip);
  }

  get empty() {
    return this.#chosen.length === 0;
  }

  add(files) {
    for (const file of files) this.#chosen.push({ file, kind: kindOf(file), name: file.name });
    this.#changed();
  }

  clear() {
    for (const { preview } of this.#chosen) if (preview) URL.revokeObjectURL(preview);
    this.#chosen = [];
    this.#changed();
  }

  openMenu(anchor) {
    const pane = this.pane;
    openMenu(pane.screen, anchor, [
      { icon: "image", label: T.attachPhoto, testid: "attach-photo", run: () => this.photoInput.click() },
      { icon: "image", label: T.attachSample, testid: "attach-sample", run: () => { this.#chosen.push({ ...SAMPLE }); this.#changed(); } },
      { icon: "file", label: T.attachFile, testid: "attach-file", run: () => this.fileInput.click() },
      { icon: "pin", label: T.attachLocation, testid: "attach-location", run: () => askLocation((location) => pane.send({ location })) },
      { icon: "person", label: T.attachContact, testid: "attach-contact", run: () => askContact(pane.person, (contact) => pane.send({ contact })) },
      { icon: "mic", label: T.attachVoice, testid: "attach-voice", run: () => this.sendVoice() },
      { icon: "sticker", label: T.attachSticker, testid: "attach-sticker", run: () => askSticker((emoji) => this.#sendSticker(emoji)) },
    ]);
  }

  sendVoice() {
    const file = new File([VOICE_BYTES], "voice.ogg", { type: "audio/ogg" });
    return this.pane.send({ kind: "voice" }, file);
  }

  async #sendSticker(emoji) {
    const canvas = h("canvas", { width: 256, height: 256 });
    const pen = canvas.getContext("2d");
    pen.font = "200px sans-serif";
    pen.textAlign = "center";
    pen.textBaseline = "middle";
    pen.fillText(emoji, 128, 140);
    const blob = await new Promise((done) => canvas.toBlob(done, "image/webp"));
    await this.pane.send({ kind: "sticker", emoji }, new File([blob], "sticker.webp", { type: blob.type }));
  }

  /** Send everything chosen, `caption` with the first; several pictures travel as one album. */
  async send(caption) {
    const chosen = this.#chosen;
    const together = chosen.length > 1 && chosen.every((each) => each.kind === "photo" || each.kind === "video");
    const groupId = together ? String(Date.now()) : undefined;
    for (const [index, each] of chosen.entries()) {
      const words = index === 0 && caption ? captionFields(caption) : {};
      const sent = each.sample
        ? await this.pane.send({ photo: true, ...words, media_group_id: groupId })
        : await this.pane.send({ kind: each.kind, ...words, media_group_id: groupId }, each.file);
      if (!sent) return false;
    }
    this.clear();
    return true;
  }

  #fileInput(testid, accept, kind) {
    const input = h("input", { type: "file", accept, multiple: true, hidden: true, testid, "aria-hidden": "true", tabindex: "-1" });
    input.addEventListener("change", () => {
      for (const file of input.files) this.#chosen.push({ file, kind: kind(file), name: file.name });
      input.value = "";
      this.#changed();
      this.pane.composer.focus();
    });
    return input;
  }

  #changed() {
    this.strip.replaceChildren(...this.#chosen.map((each) => this.#chip(each)));
    this.strip.hidden = this.empty;
    this.onChange();
  }

  #chip(each) {
    if (each.kind === "photo" && each.file) each.preview ??= URL.createObjectURL(each.file);
    const remove = () => { this.#chosen = this.#chosen.filter((other) => other !== each); this.#changed(); };
    return h("div", { class: "chip" }, each.preview && h("img", { src: each.preview, alt: "" }), h("span", {}, each.name),
      iconButton("close", T.removeAttachment(each.name), "remove-attachment", remove));
  }
}

function captionFields(typed) {
  const { text, entities } = parseMarks(typed);
  return { caption: text, caption_entities: entities };
}

function kindOf(file) {
  if (/^image\/(jpeg|png|webp|gif)$/.test(file.type)) return "photo";
  return file.type.startsWith("video/") ? "video" : "document";
}

// One person's chat with one bot: who it is, what was said, and a place to write.

import { get, post } from "./api.js";
import { bubble, dayOf, excerpt, make } from "./bubbles.js";
import { translate, word } from "./words.js";

export class Column {
  constructor(role, onChoice) {
    this.role = role;
    this.person = null;
    this.bot = null; // the id of the bot the chat is with; null while there is only one
    this.replyTo = null;
    this.people = []; // whom it offers
    this.reading = null; // the reading under way
    this.stale = false; // whether something has happened since it began
    this.shown = new Map(); // message id -> { drawn, node }
    this.node = document.getElementById("column").content.cloneNode(true).firstElementChild;
    const find = (selector) => this.node.querySelector(selector);
    [this.title, this.select, this.unit] = [find("h2"), find(".person"), find(".unit")];
    this.bots = find(".bot");
    [this.log, this.status, this.block] = [find(".log"), find(".status"), find(".block")];
    [this.replying, this.form] = [find(".replying"), find("form")];
    [this.text, this.file] = [find("textarea"), find("input[type=file]")];
    this.listen(onChoice);
    this.translate();
  }

  listen(onChoice) {
    this.select.addEventListener("change", () => onChoice(this, Number(this.select.value)));
    this.bots.addEventListener("change", () => this.talkTo(Number(this.bots.value), onChoice));
    this.block.addEventListener("click", () =>
      this.act(this.person.blocked ? "unblock" : "block", {}));
    this.replying.querySelector("button").addEventListener("click", () => this.reply(null));
    this.form.querySelector(".attach").addEventListener("click", () => this.file.click());
    this.file.addEventListener("change", () => this.sendFile());
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.say();
    });
    this.text.addEventListener("keydown", (event) => {
      // Vietnamese keyboards compose: the Enter that ends a composition is not ours.
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      this.say();
    });
    this.text.addEventListener("input", () => {
      this.text.rows = Math.min(5, this.text.value.split("\n").length);
    });
  }

  translate() {
    translate(this.node);
    this.title.textContent = word(this.role);
    this.node.setAttribute("aria-label", word(this.role));
    this.log.setAttribute("aria-label", `${word("message")}: ${word(this.role)}`);
    this.showPerson();
    this.reply(null);
    this.shown.clear();
    this.log.replaceChildren();
  }

  offer(people) {
    this.people = people;
    this.select.replaceChildren(
      ...people.map((person) => new Option(`${person.name} · ${word(person.role)}`, person.id)));
    this.select.value = this.person?.id ?? "";
  }

  /** Which bots there are; where there is one, nobody need choose. */
  offerBots(bots) {
    if (!bots.some((bot) => bot.id === this.bot)) this.bot = bots[0].id;
    if (bots.length < 2) this.bot = null;
    this.bots.replaceChildren(...bots.map((bot) => new Option(`Bot ${bot.id}`, bot.id)));
    this.bots.value = this.bot ?? "";
    this.bots.hidden = bots.length < 2;
  }

  /** What names the bot in a query. */
  get query() {
    return this.bot === null ? "" : `?bot_id=${this.bot}`;
  }

  talkTo(bot, onChoice) {
    this.bot = bot;
    this.empty();
    onChoice(this, this.person?.id);
  }

  choose(person) {
    const another = person?.id !== this.person?.id;
    this.person = person;
    this.select.value = person?.id ?? "";
    this.showPerson();
    if (another) this.empty();
  }

  /** Another chat begins: nothing of the one before stays. */
  empty() {
    this.shown.clear();
    this.log.replaceChildren();
    this.reply(null);
    this.tell("");
  }

  showPerson() {
    const blocked = Boolean(this.person?.blocked);
    this.unit.textContent = this.person?.unit ?? word(this.select.length ? "choosePerson" : "nobody");
    this.block.textContent = word(blocked ? "unblock" : "block");
    this.block.setAttribute("aria-pressed", String(blocked));
    this.node.classList.toggle("blocked", blocked);
    this.text.placeholder = word(blocked ? "blockedNow" : "writeHere");
    for (const field of this.form.elements) field.disabled = blocked || !this.person;
    this.block.disabled = !this.person;
  }

  /** Read and draw the chat; calls that come meanwhile share one more reading. */
  async refresh() {
    this.stale = true;
    this.reading ??= this.readWhileStale().finally(() => { this.reading = null; });
    return this.reading;
  }

  async readWhileStale() {
    while (this.stale && this.person) {
      this.stale = false;
      const [person, bot] = [this.person, this.bot];
      const messages = await get(`/people/${person.id}/messages${this.query}`);
      if (person.id === this.person?.id && bot === this.bot) this.draw(messages);
    }
  }

  /** Touch only what changed, so that a screen reader announces only what is new. */
  draw(messages) {
    const byId = new Map(messages.map((message) => [message.message_id, message]));
    for (const [id, { node }] of this.shown) {
      if (byId.has(id)) continue;
      node.remove();
      this.shown.delete(id);
    }
    const atEnd = this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < 80;
    const first = this.shown.size === 0;
    if (first) this.log.replaceChildren();
    for (const message of messages) this.place(message, byId.get(message.reply_to));
    if (messages.length === 0) this.log.replaceChildren(make("p", "day", word("empty")));
    if (first || atEnd) this.log.scrollTop = this.log.scrollHeight;
  }

  place(message, quoted) {
    const drawn = JSON.stringify([message, quoted?.text]);
    const before = this.shown.get(message.message_id);
    if (before?.drawn === drawn) return;
    const node = bubble(message, quoted, {
      reply: (chosen) => this.reply(chosen),
      press: (pressed, button) =>
        this.act("press", { message_id: pressed.message_id, data: button.data }),
    });
    if (before) before.node.replaceWith(node);
    else {
      const day = dayOf(message.at);
      const last = [...this.log.querySelectorAll(".day")].at(-1);
      if (last?.textContent !== day) this.log.append(make("p", "day", day));
      this.log.append(node);
    }
    this.shown.set(message.message_id, { drawn, node });
  }

  reply(message) {
    this.replyTo = message?.message_id ?? null;
    this.replying.hidden = message === null;
    if (!message) return;
    this.replying.firstElementChild.textContent = `${word("replyingTo")} ${excerpt(message)}`;
    this.text.focus();
  }

  async say() {
    const text = this.text.value;
    if (!text.trim()) return;
    if (!(await this.act("say", { text, reply_to: this.replyTo }))) return;
    this.text.value = "";
    this.text.rows = 1;
    this.reply(null);
  }

  async sendFile() {
    const form = new FormData();
    form.append("document", this.file.files[0]);
    await this.act(`file${this.query}`, form);
    this.file.value = "";
  }

  /** Do something as this person; say why if it cannot be done. */
  async act(verb, body) {
    try {
      const said = body instanceof FormData ? body : { ...body, bot_id: this.bot };
      await post(`/people/${this.person.id}/${verb}`, said);
      this.tell("");
      return true;
    } catch (error) {
      this.tell(error.message);
      return false;
    }
  }

  tell(text) {
    this.status.textContent = text;
  }
}

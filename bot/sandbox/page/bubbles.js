// One message as a bubble. Everything people or the bot wrote goes in as text, never as markup.

import { ZONE } from "./api.js";
import { locale, word } from "./words.js";

export function make(tag, className, text) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text !== undefined) node.textContent = text;
  return node;
}

const format = (moment, options) =>
  new Intl.DateTimeFormat(locale(), { timeZone: ZONE, ...options }).format(new Date(moment));
export const dayOf = (moment) =>
  format(moment, { weekday: "long", day: "2-digit", month: "2-digit", year: "numeric" });
const hourOf = (moment) => format(moment, { hour: "2-digit", minute: "2-digit" });

export const excerpt = (message) =>
  (message.text || message.document?.filename || "").replace(/\s+/g, " ").slice(0, 80);

/** `on.reply(message)` and `on.press(message, button)` tell what was clicked. */
export function bubble(message, quoted, on) {
  const node = make("article", `bubble ${message.from}`);
  node.dataset.messageId = message.message_id;
  if (quoted) node.append(make("p", "quote", excerpt(quoted)));
  if (message.document) node.append(attachment(message.document));
  if (message.text) node.append(make("p", "text", message.text));
  node.append(footer(message, on));
  const keyboard = make("div", "keyboard");
  for (const row of message.buttons) {
    const line = make("div", "row");
    line.append(...row.map((button) => key(message, button, on)));
    keyboard.append(line);
  }
  if (message.buttons.length) node.append(keyboard);
  return node;
}

function key(message, button, on) {
  if (!("url" in button)) {
    const node = make("button", "key", button.text);
    node.type = "button";
    node.addEventListener("click", () => on.press(message, button));
    return node;
  }
  const link = make("a", "key", button.text);
  // The service may offer any address: follow web links only.
  if (/^https?:\/\//i.test(button.url)) link.href = button.url;
  link.target = "_blank";
  link.rel = "noopener noreferrer";
  return link;
}

function attachment(file) {
  const link = make("a", "file");
  link.href = file.url;
  link.download = file.filename;
  if (file.photo) {
    const image = make("img");
    image.src = file.url;
    image.alt = file.filename;
    link.append(image);
  } else {
    const size = file.size < 1024 ? `${file.size} B` : `${Math.round(file.size / 1024)} KB`;
    link.append(make("span", "name", file.filename), make("span", "size", size));
  }
  return link;
}

function footer(message, on) {
  const line = make("footer", "meta");
  const time = make("time", "", hourOf(message.at));
  time.dateTime = message.at;
  line.append(time);
  if (message.edited) line.append(make("span", "", `· ${word("edited")} ${hourOf(message.edited)}`));
  const reply = make("button", "quiet", word("reply"));
  reply.type = "button";
  reply.setAttribute("aria-label", `${word("reply")}: ${excerpt(message)}`);
  reply.addEventListener("click", () => on.reply(message));
  line.append(reply);
  return line;
}

// The chat page: three people side by side, the office's clock, everything live.

import { ZONE, get, post } from "./api.js";
import { make } from "./bubbles.js";
import { Column } from "./column.js";
import { locale, switchLanguage, translate, word } from "./words.js";

const ROLES = ["officer", "head", "leader"];
const CLOCK_EVERY = 30_000; // ms between two looks at the server's clock

const byId = (id) => document.getElementById(id);
const columns = ROLES.map((role) => new Column(role, choose));
let bots = [];
let clock = null; // { now: ms, read: performance.now() }

function choose(column, id) {
  column.choose(column.people.find((person) => person.id === id) ?? null);
  const chosen = columns.map((each) => ({ person: each.person?.id, bot: each.bot }));
  sessionStorage.setItem("chosen", JSON.stringify(chosen));
  return readAll().catch(tell);
}

/** Who a column shows when nobody was chosen: the first of its role, else somebody not yet shown. */
function byDefault(column) {
  const free = column.people.filter((person) => columns.every((each) => each.person?.id !== person.id));
  const deputies = column.role === "leader" ? free.filter((one) => one.role === "deputy") : [];
  return free.find((one) => one.role === column.role) ?? deputies[0] ?? null;
}

async function readPeople() {
  bots = await get("/bots");
  const chosen = JSON.parse(sessionStorage.getItem("chosen") ?? "[]");
  for (const [place, column] of columns.entries()) {
    column.bot ??= chosen[place]?.bot;
    column.offerBots(bots);
    const people = await get(`/people${column.query}`); // and whether they have blocked this bot
    const id = column.person?.id ?? chosen[place]?.person;
    column.offer(people);
    column.choose(people.find((person) => person.id === id) ?? byDefault(column));
  }
}

async function readAll() {
  await readPeople();
  await Promise.all([readClock(), ...columns.map((column) => column.refresh())]);
}

async function readClock() {
  showClock(await get("/clock"));
}

function showClock(answer) {
  clock = { now: Date.parse(answer.now), read: performance.now() };
  for (const button of document.querySelectorAll("[data-step]")) button.disabled = !answer.can_move;
  tick();
}

function tick() {
  if (!clock) return;
  const now = new Date(clock.now + performance.now() - clock.read);
  byId("now").textContent = new Intl.DateTimeFormat(locale(), {
    timeZone: ZONE, weekday: "long", day: "2-digit", month: "2-digit", year: "numeric",
    hour: "2-digit", minute: "2-digit",
  }).format(now);
  byId("now").dateTime = now.toISOString();
}

const tell = (error) => { byId("notice").textContent = error?.message ?? ""; };

function listen() {
  const events = new EventSource("/sim/events");
  // Also after a lost connection: whatever was missed is read afresh.
  events.onopen = () => readAll().then(() => tell(null), tell);
  events.onerror = () => tell(new Error(word("lost")));
  events.onmessage = ({ data }) => heard(JSON.parse(data)).catch(tell);
}

async function heard(entry) {
  const isNewBot = entry.bot_id && !bots.some((bot) => bot.id === entry.bot_id);
  if (isNewBot || ["joined", "blocked", "unblocked"].includes(entry.what)) await readPeople();
  if (entry.what === "clock_moved") await readClock();
  const theirs = columns.filter((column) =>
    column.person?.id === entry.person_id && [null, entry.bot_id].includes(column.bot));
  if (entry.what === "answered_callback" && entry.text) {
    for (const column of theirs) column.tell(entry.text);
  }
  await Promise.all(theirs.map((column) => column.refresh()));
}

function drawTabs() {
  byId("tabs").replaceChildren(...columns.map((column, place) => {
    const tab = make("button", "", word(column.role));
    tab.type = "button";
    tab.setAttribute("aria-current", byId("tabs").children[place]?.ariaCurrent ?? "false");
    tab.addEventListener("click", () =>
      column.node.scrollIntoView({ inline: "start", block: "nearest" }));
    return tab;
  }));
}

/** On a phone one column is in view at a time: mark its tab. */
function markTabs() {
  const seen = new IntersectionObserver((changes) => {
    for (const change of changes) {
      const place = columns.findIndex((column) => column.node === change.target);
      const current = change.intersectionRatio > 0.6;
      byId("tabs").children[place].setAttribute("aria-current", String(current));
    }
  }, { root: byId("columns"), threshold: [0, 0.6, 1] });
  for (const column of columns) seen.observe(column.node);
}

function drawWords() {
  translate(document);
  drawTabs();
  for (const column of columns) {
    column.translate();
    column.offer(column.people);
    column.refresh().catch(tell);
  }
  tick();
}

byId("columns").append(...columns.map((column) => column.node));
byId("language").addEventListener("click", () => {
  switchLanguage();
  drawWords();
});
for (const button of document.querySelectorAll("[data-step]")) {
  button.addEventListener("click", () =>
    post("/clock", { step: button.dataset.step }).then(showClock).then(() => tell(null), tell));
}
byId("add-person").addEventListener("submit", (event) => {
  event.preventDefault();
  const form = event.target;
  post("/people", Object.fromEntries(new FormData(form))).then(() => {
    form.reset();
    form.closest("details").open = false;
    tell(null);
  }, tell);
});
document.addEventListener("keydown", ({ key }) => {
  if (key === "Escape") document.querySelector(".add").open = false;
});
setInterval(tick, 1000);
setInterval(() => readClock().catch(tell), CLOCK_EVERY);
drawWords();
markTabs();
listen();

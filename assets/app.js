// What HTML and HTMX leave open: one press for one click, asking before it, copying, charts, focus after a swap, and a lost server.
"use strict";

const own = document.currentScript;

// Asking first: the page's own dialog, the same in every window and browser.
document.addEventListener("htmx:confirm", (event) => {
  if (!event.detail.question) return;
  event.preventDefault();
  const dialog = document.getElementById("question");
  document.getElementById("question-text").textContent = event.detail.question;
  dialog.querySelector("[value=yes]").textContent = event.target.textContent.trim();
  dialog.onclick = (click) => {
    if (click.target.value) dialog.close(click.target.value);
  };
  dialog.onclose = () => {
    if (dialog.returnValue === "yes") event.detail.issueRequest(true);
  };
  dialog.returnValue = "no";
  dialog.showModal();
});

// A press is one press: the second click of a double click, or Enter held down, would reach whatever has come to stand there meanwhile.
// Who clicks on and on in a list, where the next row comes below the mouse, means each of them.
document.addEventListener("click", (event) => {
  if (event.detail < 2 || (event.detail > 2 && event.target.closest(".keys button, .rows button")) || !event.target.closest("button, [role=button], .keys a")) return;
  event.preventDefault();
  event.stopImmediatePropagation();
}, true);
document.addEventListener("keydown", (event) => {
  if (event.repeat && event.key === "Enter" && event.target.matches("a, button, input, summary")) event.preventDefault();
}, true);

// Enter in a search finds; it does not answer the card around it.
document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.target.matches("input[type=search]")) event.preventDefault();
});

// What was told of the last press makes room for what the next one tells.
document.addEventListener("htmx:beforeRequest", (event) => {
  if (event.detail.requestConfig.verb === "post" && event.target.matches("button, form")) document.getElementById("told").replaceChildren();
});
// Nor does an earlier success stand beside what failed now.
document.addEventListener("htmx:afterOnLoad", (event) => {
  if (event.detail.xhr.getResponseHeader("HX-Retarget") !== "#told") return;
  for (const told of document.querySelectorAll("#shelf .told, #recent .told, #column > .notice")) told.remove();
});

// Copying the text that a button names, or that it stands above. Where that is not allowed it is marked, for Ctrl+C.
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const shown = button.closest(".code")?.querySelector("code");
  const label = button.textContent;
  try {
    await copy(button.dataset.copy || shown.textContent);
    button.textContent = "Copied";
  } catch {
    if (shown) getSelection().selectAllChildren(shown);
    button.textContent = "Press Ctrl+C";
  }
  setTimeout(() => { button.textContent = label; }, 1500);
});

// A slider and the number beside it show the same.
document.addEventListener("input", (event) => {
  const both = event.target.closest(".range")?.querySelectorAll("input") ?? [];
  for (const one of both) if (one !== event.target) one.value = event.target.value;
});

// A menu closes when one presses elsewhere, or Escape.
const closeMenus = (except) => {
  for (const menu of document.querySelectorAll("details.dropdown[open]")) {
    if (menu === except) continue;
    if (menu.contains(document.activeElement)) menu.querySelector("summary").focus();
    menu.open = false;
  }
};
document.addEventListener("click", (event) => closeMenus(event.target.closest("details.dropdown")));
document.addEventListener("keydown", (event) => { if (event.key === "Escape") closeMenus(null); });

// Links in text that a plug-in wrote, and those of the guide that say so, lead out of the window: the system's browser opens them.
document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-links=outside] a[href], a[data-outside]");
  if (!link) return;
  event.preventDefault();
  htmx.ajax("POST", "/external", { source: link, values: { address: link.href }, target: "#told", swap: "innerHTML" });
});

// What was typed outlives a redraw of the column. The form that was sent is drawn empty, unless that failed.
const PRESSES = ["click", "submit", "change", "keydown", "keyup", "redraw"];
let typed = new Map();
let redrawn = { pressed: false, active: null };
const heldName = (field) => `${field.form.dataset.form} ${field.name} ${field.matches("[type=checkbox], [type=radio]") ? field.value : ""}`;
const heldFields = (form) => [...form.elements].filter((field) => field.name.startsWith("a."));
function isTyped(field) {
  if (field.form.dataset.typed) return true;
  if (field.matches("select")) return [...field.options].some((option) => option.selected !== option.defaultSelected);
  return field.matches("[type=checkbox], [type=radio]") ? field.checked !== field.defaultChecked : field.value !== field.defaultValue;
}

document.addEventListener("htmx:beforeSwap", (event) => {
  const { target, shouldSwap, requestConfig, xhr } = event.detail;
  if (target.id !== "column" || !shouldSwap) return;
  const active = document.activeElement;
  redrawn = { pressed: PRESSES.includes(requestConfig.triggeringEvent?.type), active, caret: [active.selectionStart, active.selectionEnd] };
  if (redrawn.pressed) typed = new Map();
  for (const form of target.querySelectorAll("form[data-form]")) {
    if (form === requestConfig.elt && !xhr.getResponseHeader("X-Failed")) continue;
    for (const field of heldFields(form)) if (isTyped(field)) typed.set(heldName(field), field);
  }
});

function fillIn(part) {
  const forms = [...(part.matches("form[data-form]") ? [part] : []), ...part.querySelectorAll("form[data-form]")];
  for (const form of forms) {
    for (const [name, old] of typed) if (old.checked && name.startsWith(`${form.dataset.form} `)) takeAlong(form, name, old);
    for (const field of heldFields(form)) {
      const old = typed.get(heldName(field));
      if (!old || !typed.delete(heldName(field))) continue;
      if (field.matches("[type=checkbox], [type=radio]")) field.checked = old.checked;
      else field.value = old.value;
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
  }
}

// A box that was found by its search may not be among those that are drawn.
function takeAlong(form, name, old) {
  if (heldFields(form).some((field) => heldName(field) === name)) return;
  const found = heldFields(form).find((field) => field.name === old.name)?.closest(".found");
  if (found && old.closest("label")) found.prepend(old.closest("label"));
}

// After a swap: charts are drawn, and the keyboard goes on in the card that opened.
document.addEventListener("htmx:load", (event) => {
  const part = event.detail.elt;
  drawCharts(part);
  fillIn(part);
  if (part.id !== "column") return;
  const open = part.querySelector(".card.open, .card.last");
  const first = part.querySelector("[autofocus]");
  if (redrawn.pressed) focusOn(first ?? open);
  else if (goneOn()) return;
  else if (redrawn.active !== document.body) focusOn(first ?? open);
  const notice = part.firstElementChild?.matches(".notice") ? part.firstElementChild : null;
  (notice ?? open)?.scrollIntoView({ block: "nearest", behavior: "smooth" });
});

// Work ended by itself: whoever was in a field meanwhile stays there.
function goneOn() {
  const { active, caret } = redrawn;
  const same = active.isConnected ? active : active.id && document.getElementById(active.id);
  if (!same || same === document.body) return false;
  same.focus({ preventScroll: true });
  if (caret[0] != null) same.setSelectionRange(...caret);
  return document.activeElement === same; // a card that is finished takes no keys
}

const OFFERING = "input[type=text], input[type=number]";
function focusOn(place) {
  if (place?.matches(".card")) place.tabIndex = -1; // Tab goes on from there
  place?.focus({ preventScroll: true });
  if (place?.matches(OFFERING)) place.select(); // what is offered there is typed over, not typed into
}

// An export was stopped or goes on: the card is drawn anew.
document.addEventListener("redraw", (event) => {
  const waiting = document.querySelector("[data-open]");
  if (waiting) htmx.ajax("POST", waiting.dataset.open, { source: waiting, event, target: "#column", swap: "outerHTML" });
});

// Work under way: a stream tells that there is news of a job, which is then fetched, and brings how an export goes. Without
// the stream one asks each second.
const LINES_SHOWN = 100;
let stream = null;
const newest = {};
const works = () => [...document.querySelectorAll("[data-live]")];
const fetchNews = (parts) => { for (const part of parts) htmx.trigger(part, "news"); };
const catchUp = () => fetchNews(works().filter((part) => newest[part.dataset.job] > Number(part.dataset.version)));

function leaveStream() {
  stream?.close();
  stream = null;
}

function listen() {
  const [first] = works();
  if (!first || document.hidden) return leaveStream();
  if (stream && stream.readyState !== EventSource.CLOSED) return catchUp();
  stream = new EventSource(first.dataset.live);
  stream.onopen = () => fetchNews(works());
  stream.addEventListener("work", (event) => {
    const [job, version] = event.data.split(" ");
    newest[job] = Number(version) || Infinity; // it may be gone
    catchUp();
  });
  stream.addEventListener("export", (event) => {
    const { step, html } = JSON.parse(event.data);
    const part = document.querySelector(`[data-export="${CSS.escape(step)}"]`);
    if (part) htmx.swap(part, html, { swapStyle: "outerHTML", swapDelay: 0, settleDelay: 0 });
  });
  stream.addEventListener("over", () => {
    leaveStream();
    fetchNews(works());
  });
}
document.addEventListener("visibilitychange", listen);
document.addEventListener("htmx:load", listen);
let asked = 0;
setInterval(() => {
  if (document.hidden || stream?.readyState === EventSource.OPEN) return;
  fetchNews(works());
  if (asked++ % 10 === 9) listen(); // what was refused may be given by now
}, 1000);
document.addEventListener("htmx:oobAfterSwap", (event) => {
  const lines = event.detail.target.closest?.(".lines ol")?.children ?? [];
  while (lines.length > LINES_SHOWN) lines[0].remove();
});

// A server that does not answer is told, and told to be back.
document.addEventListener("htmx:sendError", () => {
  if (document.querySelector(".lost")) return;
  const told = document.createElement("p");
  told.className = "lost";
  told.setAttribute("role", "alert");
  told.textContent = "The app does not answer. What it saved is safe; start it again if this stays.";
  document.body.append(told);
});
document.addEventListener("htmx:afterOnLoad", () => document.querySelector(".lost")?.remove());

// Charts: the library is loaded by the first page that has one. It asks for numbers in the browser's language, which WebKitGTK calls "C" where
// the system has none (LANG=C.UTF-8); that is no language, and the library would not load.
let library = null;
try {
  new Intl.NumberFormat(navigator.language);
} catch {
  Object.defineProperty(navigator, "language", { value: "en" });
}
function chartLibrary() {
  library ??= new Promise((resolve, reject) => {
    const style = Object.assign(document.createElement("link"), { rel: "stylesheet", href: own.dataset.chartStyle });
    const script = Object.assign(document.createElement("script"), { src: own.dataset.chartScript });
    script.onload = resolve;
    script.onerror = reject;
    document.head.append(style, script);
  });
  return library;
}

async function drawCharts(part) {
  if (!part.querySelector("[data-chart]")) return;
  await chartLibrary();
  for (const place of part.querySelectorAll("[data-chart]:empty")) drawChart(place, JSON.parse(place.dataset.chart));
}

function drawChart(place, { labels, values, limit }) {
  const colour = (name) => getComputedStyle(place).getPropertyValue(name).trim();
  const short = new Intl.NumberFormat("en", { notation: "compact" });
  const ticks = labels.map((_, index) => index);
  const axis = { stroke: colour("--pico-muted-color"), grid: { stroke: colour("--pico-muted-border-color"), width: 1 } };
  const series = [
    {},
    { stroke: colour("--accent"), fill: colour("--accent"), paths: uPlot.paths.bars({ size: [0.7, 60] }), points: { show: false } },
  ];
  const data = [ticks, values];
  if (limit !== null) {
    series.push({ stroke: colour("--wrong"), width: 2, dash: [6, 4], points: { show: false } });
    data.push(ticks.map(() => limit));
  }
  const chart = new uPlot({
    width: place.clientWidth, height: place.clientHeight, legend: { show: false }, cursor: { show: false },
    scales: { x: { time: false, range: [-0.6, labels.length - 0.4] }, y: { range: (_, low, high) => [0, high * 1.08] } },
    axes: [
      { ...axis, grid: { show: false }, splits: () => ticks, values: () => labels },
      { ...axis, size: 56, values: (_, marks) => marks.map((mark) => short.format(mark)) },
    ],
    series,
  }, data, place);
  new ResizeObserver(() => chart.setSize({ width: place.clientWidth, height: place.clientHeight })).observe(place);
}

// A file that was sent can be chosen once more.
document.addEventListener("htmx:afterRequest", ({ target }) => { if (target.matches(".shelf-tools form")) target.reset(); });

drawCharts(document);
for (const one of document.querySelectorAll("#column [autofocus]")) if (one.matches(OFFERING)) one.select();

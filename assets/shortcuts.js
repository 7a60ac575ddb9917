// Keys, and words that the window's menus say: zoom, theme, the palette, and the question before the end.
"use strict";

const inWindow = document.documentElement.hasAttribute("data-window");
const onMac = /Mac/.test(navigator.platform);

// A POST to the app without a swap. Gives the answer's text, or says what went wrong and gives null.
async function ask(path, values = {}) {
  const headers = { ...JSON.parse(document.body.getAttribute("hx-headers")), "HX-Request": "true" };
  const answer = await fetch(path, { method: "POST", headers, body: new URLSearchParams(values) }).catch(() => null);
  if (answer?.ok && !answer.headers.get("HX-Retarget")) return answer.text();
  if (answer) document.getElementById("told").innerHTML = await answer.text();
  return null;
}

function say(text) {
  const told = Object.assign(document.createElement("p"), { className: "notice", textContent: text });
  told.setAttribute("role", "status");
  document.getElementById("told").replaceChildren(told);
}

// Zoom, in the steps of browsers. A browser has its own. Each step is kept after the one before, or an older one might stay.
let zooming = Promise.resolve();
const ZOOMS = [50, 67, 75, 80, 90, 100, 110, 125, 150, 175, 200];
function zoom(step) {
  const root = document.documentElement;
  const now = ZOOMS.indexOf(Number(root.dataset.zoom ?? 100));
  const percent = step === 0 ? 100 : ZOOMS[Math.min(ZOOMS.length - 1, Math.max(0, now + step))];
  if (percent === 100) delete root.dataset.zoom;
  else root.dataset.zoom = percent;
  zooming = zooming.then(() => ask("/zoom", { percent })).catch(() => {});
}

function choose(theme) {
  document.dispatchEvent(new CustomEvent("theme", { detail: { value: theme } }));
  ask("/settings/theme/choose", { theme });
}

async function print_() {
  if (inWindow && (await ask("/window/print")) === "yes") say("The page is made a PDF, which your system's viewer then shows. Print it there.");
  else print();
}

// A dialog over the page that is removed when it closes.
function over(label) {
  document.querySelector("dialog.over")?.remove();
  const dialog = document.createElement("dialog");
  dialog.className = "over";
  dialog.setAttribute("aria-label", label);
  dialog.innerHTML = "<article></article>";
  dialog.addEventListener("close", () => dialog.remove());
  dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}

async function fragment(path) {
  const answer = await fetch(path, { headers: { "HX-Request": "true" } });
  return answer.text();
}

// The palette: type, arrow keys, Enter.
async function palette(query, label) {
  const dialog = over(label);
  const article = dialog.firstElementChild;
  article.innerHTML = '<input type="search" role="combobox" aria-expanded="true" aria-controls="places" autocomplete="off"><ul id="places" role="listbox"></ul><p class="none" hidden>Nothing is called so.</p>';
  const [input, list, none] = article.children;
  input.setAttribute("aria-label", label);
  input.placeholder = label;
  input.focus();
  list.innerHTML = await fragment(`/palette${query}`);
  htmx.process(list);
  const items = [...list.children];
  items.forEach((item, number) => { item.id = `place-${number}`; });
  const shown = () => items.filter((item) => !item.hidden);
  const mark = (item) => {
    for (const one of items) one.setAttribute("aria-selected", one === item);
    input.setAttribute("aria-activedescendant", item?.id ?? "");
    item?.scrollIntoView({ block: "nearest" });
  };
  const narrow = () => {
    const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    for (const item of items) item.hidden = !words.every((word) => item.textContent.toLowerCase().includes(word));
    none.hidden = shown().length > 0;
    mark(shown()[0]);
  };
  input.addEventListener("input", narrow);
  input.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const now = shown().findIndex((item) => item.getAttribute("aria-selected") === "true");
    if (step) {
      event.preventDefault();
      mark(shown()[(now + step + shown().length) % shown().length]);
    } else if (event.key === "Escape") {
      dialog.close(); // a search field would be emptied first
    } else if (event.key === "Enter") {
      event.preventDefault();
      shown()[now]?.firstElementChild.click();
    }
  });
  list.addEventListener("click", () => dialog.close());
  narrow();
}

async function askToQuit() {
  if (document.querySelector("dialog.quit[open]")) return ask("/window/quit-asked");
  const dialog = over("Quit");
  dialog.classList.add("quit");
  dialog.firstElementChild.innerHTML = await fragment("/quit");
  dialog.querySelector("[autofocus]")?.focus();
  dialog.addEventListener("click", async ({ target }) => {
    if (target.tagName !== "BUTTON") return;
    dialog.close();
    if (target.value && (await ask(`/window/${target.value}`)) === "yes" && !inWindow) sayEnded();
  });
}

// A browser's tab stays when the app ends.
function sayEnded() {
  leaveStream();
  document.title = "Pipulate Desktop has ended";
  document.body.innerHTML = '<main class="frame"><div><h1>The app has ended</h1><p>What you saved is safe. You can close this tab. To go on, start the app as you did before.</p></div></main>';
}

// What menus say and keys mean. Each word here is one that desktop/menu.py may say.
const words = {
  "palette": () => palette("", "Find an app or page"),
  "new": () => palette("?new=yes", "New pipeline: in which app?"),
  "find": () => find.open(),
  "find-next": () => find.go(1),
  "find-back": () => find.go(-1),
  "zoom-in": () => zoom(1),
  "zoom-out": () => zoom(-1),
  "zoom-usual": () => zoom(0),
  "theme-light": () => choose("light"),
  "theme-dark": () => choose("dark"),
  "theme-system": () => choose(""),
  "reload": () => location.reload(),
  "back": () => history.back(),
  "print": print_,
  "settings": () => location.assign("/settings"),
  "close": () => ask("/window/quit"),
  "full-screen": () => ask("/window/full-screen"),
  "quit": askToQuit,
  "shown-anew": () => say("The page had stopped and is shown anew. What you saved is there; what you were typing may be gone."),
  "cut": () => document.execCommand("cut"),
  "copy": () => document.execCommand("copy"),
  "paste": async () => document.execCommand("insertText", false, await navigator.clipboard.readText()),
  "select-all": () => document.execCommand("selectAll"),
};
document.addEventListener("desk", (event) => words[event.detail]?.());
document.addEventListener("click", ({ target }) => words[target.closest("[data-say]")?.dataset.say]?.());

// With Ctrl, on a Mac with Cmd. A browser keeps what it has itself.
const EVERYWHERE = { "k": "palette", ",": "settings" };
const WINDOW_ONLY = { "f": "find", "g": "find-next", "+": "zoom-in", "=": "zoom-in", "-": "zoom-out", "0": "zoom-usual", "r": "reload", "p": "print", "q": "close" };
const PLAIN = { "F5": "reload", "F3": "find-next", "F11": "full-screen" };
document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing) return;
  const pressed = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const command = (onMac ? event.metaKey && !event.ctrlKey : event.ctrlKey && !event.metaKey) && !event.altKey;
  let word = null;
  if (command) word = EVERYWHERE[pressed] ?? (inWindow ? WINDOW_ONLY[pressed] : null);
  else if (inWindow && !event.metaKey && !event.ctrlKey && !event.altKey) word = PLAIN[event.key];
  else if (inWindow && event.altKey && event.key === "ArrowLeft" && !onMac) word = "back";
  if (word === "find-next" && event.shiftKey) word = "find-back";
  if (!word) return;
  event.preventDefault();
  words[word]();
});

// The window has no tabs, and a browser would not be let in: a link pressed as for another tab is followed here.
if (inWindow) for (const press of ["click", "auxclick"]) document.addEventListener(press, (event) => {
  const link = event.target.closest("a[href]");
  if (!link || event.button > 1 || !(event.button || event.ctrlKey || event.metaKey || event.shiftKey)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  link.click();
}, { capture: true });

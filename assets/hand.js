// What the hand does beside pressing: the own context menu of the window, dropping things on the page, filling in a field.
"use strict";

const EDITED = "input:not([type=checkbox], [type=radio], [type=button], [type=submit], [type=range], [type=file]), textarea";

// The window's engines have no menu of their own. It keeps the focus and the selection where they are.
function contextMenu(event) {
  document.querySelector("ul.context")?.remove();
  const field = event.target.closest(EDITED);
  const link = event.target.closest("a[href]");
  const cell = event.target.closest("td, th");
  const marked = field ? field.selectionStart !== field.selectionEnd : !getSelection().isCollapsed;
  const items = [];
  if (field) items.push(["Cut", () => edit("cut"), marked && !field.readOnly]);
  if (field || marked) items.push(["Copy", () => edit("copy"), marked]);
  if (field) items.push(["Paste", () => edit("paste"), !field.readOnly && !field.disabled]);
  if (field) items.push(["Select all", () => { field.focus(); field.select(); }, true]);
  if (link) items.push(["Copy link", () => copy(link.dataset.outside !== undefined || link.closest("[data-links=outside]") ? link.href : link.textContent.trim()), true]);
  if (cell && !field && !marked) items.push(["Copy cell", () => copy(cell.innerText.trim()), true]);
  if (cell && !field) items.push(["Copy table", () => copy(tableText(cell.closest("table"))), true]);
  if (!items.length) return;
  event.preventDefault();
  field?.focus();
  const menu = document.createElement("ul");
  menu.className = "context";
  menu.setAttribute("role", "menu");
  for (const [title, act, can] of items) {
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: title, disabled: !can });
    button.setAttribute("role", "menuitem");
    button.addEventListener("mousedown", (press) => press.preventDefault());
    button.addEventListener("click", () => { menu.remove(); act(); });
    const item = document.createElement("li");
    item.setAttribute("role", "none");
    item.append(button);
    menu.append(item);
  }
  document.body.append(menu);
  const scale = Number(document.documentElement.dataset.zoom ?? 100) / 100;
  const place = (pointer, size, room) => Math.max(4, Math.min(pointer, room - size - 4)) / scale;
  const { width, height } = menu.getBoundingClientRect();
  Object.assign(menu.style, { left: `${place(event.clientX, width, innerWidth)}px`, top: `${place(event.clientY, height, innerHeight)}px` });
}

async function edit(what) {
  if ((await ask(`/window/${what}`)) === "no") words[what]();
}

// By a field of its own: Qt's window never answers a page that writes into the clipboard itself.
async function copy(text) {
  const before = document.activeElement;
  const field = Object.assign(document.createElement("textarea"), { value: text, readOnly: true });
  field.style.position = "fixed"; // so that nothing scrolls
  (before?.closest("dialog") ?? document.body).append(field);
  field.select();
  const done = document.execCommand("copy");
  field.remove();
  before?.focus({ preventScroll: true });
  if (!done) await navigator.clipboard.writeText(text);
}

// As spreadsheets paste it.
function tableText(table) {
  return [...table.rows].map((row) => [...row.cells].map((cell) => cell.innerText.trim().replaceAll(/\s+/g, " ")).join("\t")).join("\n");
}

if (inWindow) {
  document.addEventListener("contextmenu", contextMenu);
  for (const end of ["click", "scroll", "blur", "resize"]) addEventListener(end, () => document.querySelector("ul.context")?.remove(), { capture: true, passive: true });
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") document.querySelector("ul.context")?.remove(); });
}

// Dropping: an address fills the open project field or begins an export; the token file is asked about.
const TOKEN_FILE = "botify_token.txt";
let inside = false; // what is dragged came from this page: a row to another place, a piece of text
document.addEventListener("dragstart", () => { inside = true; });
for (const end of ["dragend", "pointermove"]) document.addEventListener(end, () => { inside = false; }, { passive: true });
const droppable = (event) => !inside && [...event.dataTransfer.types].some((type) => ["Files", "text/uri-list", "text/plain"].includes(type)) && !event.target.closest?.(EDITED + ", [draggable=true], .sortable, [data-pasting]");
// WebKit asks only "dragenter" on the first step over an element, and its "dragleave" does not tell what comes next:
// but entering comes before leaving.
let entered = null;
for (const step of ["dragenter", "dragover"]) document.addEventListener(step, (event) => {
  entered = event.target;
  const can = droppable(event);
  document.body.classList.toggle("drop", can);
  if (can) event.preventDefault();
});
for (const end of ["dragleave", "drop", "dragend"]) document.addEventListener(end, ({ target }) => { if (end !== "dragleave" || target === entered) document.body.classList.remove("drop"); });
document.addEventListener("drop", async (event) => {
  if (!droppable(event)) return;
  event.preventDefault();
  const [file] = event.dataTransfer.files;
  if (file) return droppedFile(file.name, file.size <= 10000 && file.name === TOKEN_FILE ? await file.text() : null);
  const address = event.dataTransfer.getData("text/uri-list");
  if (!address && event.dataTransfer.types.includes("text/uri-list")) return keptFile();
  const text = (address || event.dataTransfer.getData("text/plain")).split("\n")[0].trim();
  const field = projectField();
  if (field && text.includes("botify.com/")) return fill(field, text);
  const there = await ask("/dropped", { text });
  if (there) location.assign(there);
});

// WebKitGTK gives the page no file; the window knows it.
async function keptFile() {
  const told = await ask("/dropped/file");
  if (!told) return;
  const { name, text } = JSON.parse(told);
  droppedFile(name, text);
}

function droppedFile(name, text) {
  if (text === null) return say(`“${name}” is nothing to drop here. Drop the address of a Botify project, or your botify_token.txt.`);
  const dialog = document.getElementById("question");
  document.getElementById("question-text").textContent = "Connect Botify with the token in this file? It is checked at Botify, then kept where passwords are kept on this computer.";
  dialog.querySelector("[value=yes]").textContent = "Connect";
  dialog.onclick = ({ target }) => { if (target.value) dialog.close(target.value); };
  dialog.onclose = async () => {
    if (dialog.returnValue !== "yes") return;
    const told = await ask("/token", { text });
    if (told) document.getElementById("told").innerHTML = told;
  };
  dialog.returnValue = "no";
  dialog.showModal();
}

// The field of the open card that asks for a project's address.
function projectField() {
  return [...document.querySelectorAll(".card.open input, .card.last input")].find((field) => /project/i.test(field.labels?.[0]?.textContent ?? ""));
}

function fill(field, text) {
  field.value = text;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.focus();
}

// A made-up site of the demo, offered below the field.
document.addEventListener("click", ({ target }) => {
  if (target.dataset.fill) fill(target.closest(".field").querySelector("input"), target.dataset.fill);
});

// An address that was dropped elsewhere and began this pipeline.
if (location.hash.startsWith("#fill=")) {
  const field = projectField();
  if (field) fill(field, location.hash.slice(6));
  history.replaceState(null, "", location.pathname + location.search);
}

// Lists: sorting by mouse and by keys, Escape leaves an edit, and the next rows follow the last that is there.
"use strict";

const rowOf = (element) => element?.closest?.("#rows > li[data-row]");
const list = () => document.getElementById("rows");

// A row tells the server below which other it now is. All such presses queue up, so the last one wins.
function tellPlace(row) {
  const above = row.previousElementSibling?.dataset.row ?? "0";
  htmx.ajax("POST", row.dataset.move, { source: list(), values: { after: above }, target: "#told", swap: "innerHTML" });
}

function makeSortable() {
  const rows = list();
  if (!rows?.dataset.sort || Sortable.get(rows)) return;
  Sortable.create(rows, {
    handle: ".grip",
    draggable: "li[data-move]",
    animation: matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 120,
    onEnd: (event) => { if (event.oldIndex !== event.newIndex) tellPlace(event.item); },
  });
}
document.addEventListener("htmx:load", makeSortable);
makeSortable();

document.addEventListener("keydown", (event) => {
  const row = rowOf(event.target);
  if (!row) return;
  if (event.key === "Escape") row.querySelector("[data-cancel]")?.click();
  if (!event.altKey || !["ArrowUp", "ArrowDown"].includes(event.key) || !row.dataset.move) return;
  event.preventDefault();
  const up = event.key === "ArrowUp";
  const other = up ? row.previousElementSibling : row.nextElementSibling;
  if (!other?.dataset.row) return;
  const focused = document.activeElement;
  other[up ? "before" : "after"](row);
  focused.focus();
  row.scrollIntoView({ block: "nearest" });
  tellPlace(row);
});

// Rows were added, moved or deleted since the list was drawn: ask for what is below the last one.
document.addEventListener("htmx:configRequest", (event) => {
  const last = event.detail.elt.closest?.("#rows > li.more")?.previousElementSibling;
  if (last?.dataset.row) event.detail.path = event.detail.path.replace(/([?&]after=)\d+/, `$1${last.dataset.row}`);
});

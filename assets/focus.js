// The keyboard is not lost: where a swap took away what had it, it goes on close by.
"use strict";

let held = null; // what had the keyboard last
let around = []; // the ids of what it stood in, the nearest first

document.addEventListener("focusin", (event) => {
  held = event.target;
  around = [];
  for (let part = held.parentElement; part; part = part.parentElement) if (part.id) around.push(part.id);
});

// A press beside all controls gives the keyboard up.
document.addEventListener("pointerdown", () => { held = null; });

// What only takes away settles nothing, so one looks again when HTMX (20 ms) is done.
document.addEventListener("htmx:afterSettle", goOn);
document.addEventListener("htmx:afterRequest", () => setTimeout(goOn, 50));

function goOn() {
  if (!held || (document.activeElement && document.activeElement !== document.body)) return;
  if (document.querySelector(".htmx-settling")) return; // until then new parts have the classes of the old ones
  if (held.isConnected && !held.disabled && held.checkVisibility()) return held.focus({ preventScroll: true });
  if (held.isConnected && held.closest(".htmx-request")) return;
  const place = placeNear();
  if (!place) return;
  const start = place.querySelector(":scope > .notice, :scope > header h2") ?? place.querySelector(".notice, h2, h1") ?? place;
  start.tabIndex = -1;
  start.focus({ preventScroll: true });
}

// Where it was, as long as something can be done there; else the open card; else what is left of where it was.
function placeNear() {
  const left = around.map((id) => document.getElementById(id)).filter(Boolean);
  const near = left.find((part) => !["column", "content"].includes(part.id) && !part.matches(".locked"));
  return near ?? document.querySelector("#column .card.open, #column .card.last") ?? left[0] ?? document.getElementById("content");
}

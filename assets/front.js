// What the page and the window around it tell each other: light or dark, and whether somebody looks.
"use strict";

document.addEventListener("theme", (event) => {
  const chosen = event.detail.value;
  if (chosen) document.documentElement.dataset.theme = chosen;
  else delete document.documentElement.dataset.theme;
  const shown = document.getElementById(`theme-${chosen}`);
  if (shown) shown.checked = true;
});

// The app says when an export ends while the window is behind others, so it must know whether it is: in this order.
let looking = Promise.resolve();
const looks = (front) => {
  looking = looking.then(() => fetch("/front", {
    method: "POST",
    keepalive: true,
    headers: JSON.parse(document.body.getAttribute("hx-headers")),
    body: new URLSearchParams({ front: front ? "on" : "" }),
  }).catch(() => {}));
};
let left = false; // for another page, which does not say that nobody looks
addEventListener("pagehide", () => { left = true; });
addEventListener("pageshow", () => { left = false; });
addEventListener("focus", () => turned(true));
addEventListener("blur", () => turned(false));
document.addEventListener("visibilitychange", () => turned(!document.hidden && document.hasFocus()));

// The window marks its own title; that of a browser's tab is the page's, which asks while nobody looks.
const MARK = "● ";
let asking = null;
function turned(front) {
  if (left) return;
  looks(front);
  if (document.documentElement.hasAttribute("data-window")) return;
  clearInterval(asking);
  document.title = document.title.replace(MARK, "");
  if (!front) asking = setInterval(askWhetherMarked, 3000);
}
async function askWhetherMarked() {
  const told = await fetch("/front").then((answer) => answer.text(), () => "");
  if (told === "yes" && !document.hasFocus() && !document.title.startsWith(MARK)) document.title = MARK + document.title;
}
if (!document.hasFocus()) turned(false);

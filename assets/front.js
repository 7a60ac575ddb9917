// What the page and the window around it tell each other: light or dark, and whether somebody looks.
"use strict";

document.addEventListener("theme", (event) => {
  const chosen = event.detail.value;
  if (chosen) document.documentElement.dataset.theme = chosen;
  else delete document.documentElement.dataset.theme;
});

// The app says when an export ends while the window is behind others, so it must know whether it is.
const looks = (front) => fetch("/front", {
  method: "POST",
  keepalive: true,
  headers: JSON.parse(document.body.getAttribute("hx-headers")),
  body: new URLSearchParams({ front: front ? "on" : "" }),
}).catch(() => {});
addEventListener("focus", () => looks(true));
addEventListener("blur", () => looks(false));
document.addEventListener("visibilitychange", () => looks(!document.hidden && document.hasFocus()));
if (!document.hasFocus()) looks(false);

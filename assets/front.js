// Light or dark, as the settings page says it.
"use strict";

document.addEventListener("theme", (event) => {
  const chosen = event.detail.value;
  if (chosen) document.documentElement.dataset.theme = chosen;
  else delete document.documentElement.dataset.theme;
});

// Finding a text on the page, in the window, whose engines have no bar of their own. Marks without changing the page.
"use strict";

const find = (() => {
  let bar = null; // the search bar, while it is open
  let hits = []; // a Range each
  let at = -1; // which of them one is at
  const MOST = 5000;
  const CLASSES = { "found": "hit", "found-now": "hit-now" };

  function ranges(wanted) {
    const found = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT, {
      acceptNode: ({ parentElement }) =>
        parentElement.closest("script, style, .find, .skip, dialog:not([open]), datalist") || !parentElement.checkVisibility()
          ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT,
    });
    while (walker.nextNode() && found.length < MOST) {
      const text = walker.currentNode.data.toLowerCase();
      for (let from = text.indexOf(wanted); from >= 0 && found.length < MOST; from = text.indexOf(wanted, from + wanted.length)) {
        const range = document.createRange();
        if (from + wanted.length > walker.currentNode.length) break; // a letter that grew when it was made small
        range.setStart(walker.currentNode, from);
        range.setEnd(walker.currentNode, from + wanted.length);
        found.push(range);
      }
    }
    return found;
  }

  // WebKit paints no mark in a text that has no box of its element's own (in a button, a flex row, beside a block), and
  // paints another text where one cannot be selected. There the element itself is marked.
  const webkit = !navigator.userAgent.includes("Chrome/");
  function unpainted({ startContainer: { parentElement: it } }) {
    if (!webkit) return false;
    const style = getComputedStyle(it);
    const beside = () => [...it.children].some((child) => !/inline|none|contents/.test(getComputedStyle(child).display));
    return it.tagName === "BUTTON" || style.webkitUserSelect === "none" || /flex|grid/.test(style.display) || beside();
  }

  function mark(name, marked) {
    const highlight = CSS.highlights?.get(name) ?? (CSS.highlights && new Highlight());
    CSS.highlights?.set(name, highlight);
    highlight?.clear(); // WebKit paints over what is taken out of one, not over one that is replaced
    for (const it of document.querySelectorAll(`.${CLASSES[name]}`)) it.classList.remove(CLASSES[name]);
    for (const hit of marked) {
      if (unpainted(hit)) hit.startContainer.parentElement.classList.add(CLASSES[name]);
      else highlight?.add(hit);
    }
  }

  function unmark() {
    for (const name in CLASSES) mark(name, []);
  }

  function search() {
    const wanted = bar.querySelector("input").value.toLowerCase();
    hits = wanted ? ranges(wanted) : [];
    at = -1;
    unmark();
    mark("found", hits);
    if (hits.length) go(1);
    else show();
  }

  function show() {
    const wanted = bar.querySelector("input").value;
    bar.querySelector("output").textContent = hits.length ? `${at + 1} of ${hits.length}` : wanted ? "not found" : "";
  }

  function go(step) {
    if (!bar) return open();
    if (hits.length) {
      at = (at + step + hits.length) % hits.length;
      const hit = hits[at];
      mark("found-now", [hit]);
      hit.startContainer.parentElement?.scrollIntoView({ block: "center" });
      if (!CSS.highlights) getSelection().setBaseAndExtent(hit.startContainer, hit.startOffset, hit.endContainer, hit.endOffset);
    }
    show();
  }

  function open() {
    const marked = getSelection().toString().trim();
    if (!bar) {
      bar = document.createElement("search");
      bar.className = "find";
      bar.innerHTML = '<input type="search" aria-label="Find on this page" placeholder="Find on this page"><output aria-live="polite"></output><button type="button" class="outline" value="-1" aria-label="The one before">↑</button><button type="button" class="outline" value="1" aria-label="The next">↓</button><button type="button" class="outline" value="0" aria-label="Close the search">✕</button>';
      bar.addEventListener("input", search);
      bar.addEventListener("keydown", (event) => {
        if (event.key === "Enter") { event.preventDefault(); go(event.shiftKey ? -1 : 1); }
        if (event.key === "Escape") close();
      });
      bar.addEventListener("click", ({ target }) => {
        if (target.tagName === "BUTTON") Number(target.value) ? go(Number(target.value)) : close();
      });
      document.body.append(bar);
    }
    const input = bar.querySelector("input");
    if (marked && marked.length < 100) input.value = marked;
    input.select();
    input.focus();
    search();
  }

  function close() {
    const hit = hits[at];
    bar.remove();
    bar = null;
    hits = [];
    unmark();
    if (hit?.startContainer.isConnected) getSelection().setBaseAndExtent(hit.startContainer, hit.startOffset, hit.endContainer, hit.endOffset);
  }

  // What was found may be gone after a swap.
  document.addEventListener("htmx:afterSettle", () => { if (bar) search(); });
  return { open, go };
})();

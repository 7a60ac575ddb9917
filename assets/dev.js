// With --dev alone: the page draws itself anew when a plug-in was changed, but never over what is being typed.
"use strict";

{
  const { version, address } = document.currentScript.dataset;
  let typed = false;
  let told = ""; // the version that was told of

  document.addEventListener("input", () => { typed = true; });
  document.addEventListener("htmx:afterSettle", (event) => { // what was typed has been taken
    if (event.detail.target?.id === "column" && !document.querySelector("#column [aria-invalid=true]")) { typed = false; told = ""; }
  });

  const tell = (what) => {
    const note = document.createElement("p");
    note.className = "notice";
    note.setAttribute("role", "status");
    const reload = Object.assign(document.createElement("button"), { type: "button", className: "outline small", textContent: "Reload" });
    reload.onclick = () => location.reload();
    note.append(`A plug-in was changed${what ? `: ${what}` : ""}. What you typed is still here; reload when you no longer need it. `, reload);
    document.getElementById("told").replaceChildren(note);
  };

  setInterval(async () => {
    let now;
    let what;
    try {
      const answer = await fetch(address);
      if (!answer.ok) return;
      [now, what] = (await answer.text()).split("\n");
    } catch {
      return; // the app is closing, or starts again
    }
    if (now === version || now === told) return;
    if (!typed && !document.querySelector("dialog[open]")) return location.reload();
    told = now;
    tell(what.replace(/\.$/, ""));
  }, 400);
}

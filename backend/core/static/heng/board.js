"use strict";
/* Moves cards between stages, by drag or by the card's own form; the server's verb decides. */
(() => {
  const board = document.querySelector("[data-board]");
  if (!board) return;
  const live = document.querySelector("[data-board-live]");
  let dragged = null;

  const say = (text) => { if (live) live.textContent = text; };

  const cardOf = (id) => board.querySelector(`[data-card="${CSS.escape(id)}"]`);

  const complain = (id, sentence, checks) => {
    const box = cardOf(id)?.querySelector("[data-refusal]");
    if (!box) return;
    const head = document.createElement("p");
    head.textContent = sentence;
    const list = document.createElement("ul");
    for (const check of checks) {
      const line = document.createElement("li");
      line.textContent = check;
      list.append(line);
    }
    box.replaceChildren(head, ...(checks.length ? [list] : []));
    box.scrollIntoView({ block: "nearest" });
    say([sentence, ...checks].join(" "));
  };

  const send = async (form, id) => {
    board.setAttribute("aria-busy", "true");
    say(board.dataset.busy);
    try {
      const answer = await fetch(location.href, {
        method: "POST", body: new FormData(form), headers: { "X-Board": "1" }, credentials: "same-origin",
      });
      const kind = answer.headers.get("Content-Type") || "";
      if (answer.ok && kind.includes("text/html") && !answer.redirected) {
        board.innerHTML = await answer.text();
        const moved = cardOf(id);
        moved?.querySelector("a")?.focus();
        say(moved?.closest("[data-stage]")?.getAttribute("aria-label") || "");
      } else if (kind.includes("json")) {
        const said = await answer.json();
        complain(id, said.sentence, said.checks);
        const key = form.querySelector("[name=_key]");
        if (key) key.value = crypto.randomUUID();
      } else {
        complain(id, board.dataset.failed, []);
      }
    } catch {
      complain(id, board.dataset.failed, []);
    } finally {
      board.removeAttribute("aria-busy");
    }
  };

  board.addEventListener("submit", (event) => {
    const form = event.target.closest("[data-board-move]");
    if (!form) return;
    event.preventDefault();
    send(form, form.closest("[data-card]").dataset.card);
  });

  board.addEventListener("dragstart", (event) => {
    const card = event.target.closest("[data-card]");
    if (!card) return;
    dragged = card;
    card.classList.add("kb-dragged");
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", card.dataset.card);
  });
  board.addEventListener("dragend", () => {
    dragged?.classList.remove("kb-dragged");
    dragged = null;
    board.querySelectorAll(".kb-over-me").forEach((column) => column.classList.remove("kb-over-me"));
  });
  board.addEventListener("dragover", (event) => {
    const column = event.target.closest("[data-stage]");
    if (!column || !dragged) return;
    event.preventDefault();
    board.querySelectorAll(".kb-over-me").forEach((other) => other !== column && other.classList.remove("kb-over-me"));
    column.classList.add("kb-over-me");
  });
  board.addEventListener("drop", (event) => {
    const column = event.target.closest("[data-stage]");
    const form = dragged?.querySelector("[data-board-move]");
    if (!column || !form || column.contains(dragged)) return;
    event.preventDefault();
    form.elements.stage.value = column.dataset.stage;
    send(form, dragged.dataset.card);
  });
})();

"use strict";
/* Drags orders onto engineers' hours by filling the board's own form; the server's verb decides. */
(() => {
  const board = document.querySelector("[data-dispatch]");
  if (!board) return;
  const live = document.querySelector("[data-dispatch-live]");
  let dragged = null;

  const say = (text) => { if (live) live.textContent = text; };
  const complain = (sentence) => {
    const box = board.querySelector("[data-refusal]");
    if (box) { box.textContent = sentence; box.scrollIntoView({ block: "nearest" }); }
    say(sentence);
  };

  const send = async (form, order) => {
    board.setAttribute("aria-busy", "true");
    say(board.dataset.busy);
    try {
      const answer = await fetch(location.href, {
        method: "POST", body: new FormData(form), headers: { "X-Board": "1" }, credentials: "same-origin",
      });
      const kind = answer.headers.get("Content-Type") || "";
      if (answer.ok && kind.includes("text/html") && !answer.redirected) {
        board.innerHTML = await answer.text();
        const moved = order && board.querySelector(`[data-order="${CSS.escape(order)}"] a`);
        (moved || board.querySelector("[data-place] select"))?.focus();
        say(board.dataset.done);
      } else if (kind.includes("json")) {
        complain((await answer.json()).sentence);
        const key = form.querySelector("[name=_key]");
        if (key) key.value = crypto.randomUUID();
      } else {
        complain(board.dataset.failed);
      }
    } catch {
      complain(board.dataset.failed);
    } finally {
      board.removeAttribute("aria-busy");
    }
  };

  board.addEventListener("submit", (event) => {
    const form = event.target.closest("[data-place], [data-undo]");
    if (!form) return;
    event.preventDefault();
    send(form, form.elements.order?.value);
  });

  board.addEventListener("click", (event) => {
    const link = event.target.closest("[data-pick]");
    const form = board.querySelector("[data-place]");
    if (!link || !form) return;
    event.preventDefault();
    form.elements.order.value = link.dataset.pick;
    form.elements._version.value = link.closest("[data-order]").dataset.version;
    form.scrollIntoView({ block: "nearest" });
    form.elements.engineer.focus();
  });

  board.addEventListener("change", (event) => {
    const form = event.target.closest("[data-place]");
    if (form && event.target.name === "order") form.elements._version.value = "";
  });

  const pad = (number) => String(number).padStart(2, "0");
  /* Where in the drawn hours the pointer is, to a quarter; on a week's day its first free hour. */
  const moment = (lane, x) => {
    const grid = lane.closest("[data-quarters]");
    if (!grid) return `${lane.dataset.day}T${lane.dataset.first || `${pad(lane.dataset.opens)}:00`}`;
    const box = lane.getBoundingClientRect();
    const count = Number(grid.dataset.quarters);
    const at = Math.min(Math.max(Math.floor(((x - box.left) / box.width) * count), 0), count - 1);
    const minutes = Number(grid.dataset.opens) * 60 + at * 15;
    return `${lane.dataset.day}T${pad(Math.floor(minutes / 60))}:${pad(minutes % 60)}`;
  };

  const clear = () => board.querySelectorAll(".db-over").forEach((lane) => lane.classList.remove("db-over"));
  board.addEventListener("dragstart", (event) => {
    const item = event.target.closest("[data-order]");
    if (!item) return;
    dragged = { order: item.dataset.order, version: item.dataset.version, minutes: item.dataset.minutes, offset: event.clientX - item.getBoundingClientRect().left, isBlock: item.classList.contains("db-job") };
    item.classList.add("db-dragged");
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", item.dataset.order);
  });
  board.addEventListener("dragend", () => {
    board.querySelectorAll(".db-dragged").forEach((item) => item.classList.remove("db-dragged"));
    clear();
    dragged = null;
  });
  board.addEventListener("dragover", (event) => {
    const lane = event.target.closest("[data-lane]");
    if (!lane || !dragged) return;
    event.preventDefault();
    clear();
    lane.classList.add("db-over");
    if (lane.dataset.name) say(`${lane.dataset.name} ${moment(lane, start(event))}`);
  });
  /* A block is held where it was grasped: its start goes where its left edge is. */
  const start = (event) => event.clientX - (dragged.isBlock ? dragged.offset : 0);
  board.addEventListener("drop", (event) => {
    const lane = event.target.closest("[data-lane]");
    const form = board.querySelector("[data-place]");
    if (!lane || !form || !dragged) return;
    event.preventDefault();
    if (!lane.dataset.engineer && !dragged.isBlock) return;
    form.elements.order.value = dragged.order;
    form.elements._version.value = dragged.version;
    form.elements.engineer.value = lane.dataset.engineer;
    if (lane.dataset.engineer) form.elements.start.value = moment(lane, start(event));
    form.elements.minutes.value = dragged.minutes;
    send(form, dragged.order);
  });
})();

// The back office's own behaviour: suggestions, rows of a form, verbs in a dialog.
(() => {
  "use strict";
  const on = (type, selector, handle) =>
    document.addEventListener(type, (event) => {
      const hit = event.target.closest && event.target.closest(selector);
      if (hit) handle(event, hit);
    });

  // -- suggestions: a text box beside a hidden id ------------------------------------------
  const close = (box) => { const list = box.querySelector(".bo-options"); if (list) list.remove(); };
  const choose = (box, item) => {
    box.querySelector("input[type=hidden]").value = item.dataset.id;
    box.querySelector("input[type=text]").value = item.textContent;
    close(box);
  };
  const draw = (box, results) => {
    close(box);
    const list = document.createElement("ul");
    list.className = "bo-options";
    list.setAttribute("role", "listbox");
    for (const found of results) {
      const item = document.createElement("li");
      item.textContent = found.text;
      item.dataset.id = found.id;
      item.setAttribute("role", "option");
      list.append(item);
    }
    if (!results.length) {
      const none = document.createElement("li");
      none.className = "bo-none";
      none.textContent = "—";
      list.append(none);
    }
    box.append(list);
  };
  const ask = async (box) => {
    const typed = box.querySelector("input[type=text]").value;
    const turn = (box.turn = (box.turn || 0) + 1);
    const answer = await fetch(`${box.dataset.find}?q=${encodeURIComponent(typed)}`, { credentials: "same-origin" });
    if (!answer.ok || turn !== box.turn) return;
    draw(box, (await answer.json()).results);
    box.late = false;
    const first = box.querySelector("li[data-id]");
    if (box.awaited && first) choose(box, first);
    box.awaited = false;
  };
  on("input", ".bo-find input[type=text]", (event, input) => {
    const box = input.parentElement;
    box.querySelector("input[type=hidden]").value = "";
    box.late = true;
    box.turn = (box.turn || 0) + 1; // an answer on its way is to an older question
    box.awaited = false;
    clearTimeout(box.timer);
    box.timer = setTimeout(() => ask(box), 180);
  });
  on("focusin", ".bo-find input[type=text]", (event, input) => { if (!input.value) ask(input.parentElement); });
  on("focusout", ".bo-find", (event, box) => setTimeout(() => {
    // Who leaves the box with one answer left meant that one.
    const items = box.querySelectorAll("li[data-id]");
    const typed = box.querySelector("input[type=text]").value.trim();
    if (typed && items.length === 1 && !box.querySelector("input[type=hidden]").value) choose(box, items[0]);
    close(box);
  }, 160));
  on("mousedown", ".bo-options li[data-id]", (event, item) => { event.preventDefault(); choose(item.closest(".bo-find"), item); });
  on("keydown", ".bo-find input[type=text]", (event, input) => {
    const box = input.parentElement;
    // Enter before the answer is there means its first row, not the first of the last answer.
    if (event.key === "Enter" && !event.altKey && box.late) { event.preventDefault(); box.awaited = true; return; }
    const items = [...box.querySelectorAll("li[data-id]")];
    if (!items.length) return;
    const at = items.findIndex((item) => item.classList.contains("bo-on"));
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      if (at >= 0) items[at].classList.remove("bo-on");
      const next = items[(at + step + items.length) % items.length];
      next.classList.add("bo-on");
      next.scrollIntoView({ block: "nearest" });
    } else if (event.key === "Enter" && !event.altKey) {
      event.preventDefault();
      choose(box, items[Math.max(at, 0)]);
    } else if (event.key === "Escape") {
      event.stopPropagation();
      close(box);
    }
  });

  // -- rows of a form: copy the blank one, renumber nothing, remove what is not wanted ------
  const add = (group) => {
    const count = Number(group.dataset.next || group.querySelector("[data-body]").children.length);
    group.dataset.next = count + 1;
    const holder = document.createElement("template");
    // Only this group's own number is filled in; a table inside a row keeps its own mark.
    const mark = `${group.dataset.rows}.__row__.`;
    const fresh = `${group.dataset.rows}.${count}.`;
    holder.innerHTML = group.querySelector(":scope > template").innerHTML.replaceAll(mark, fresh);
    for (const inner of holder.content.querySelectorAll("[data-rows]")) inner.dataset.rows = inner.dataset.rows.replace(mark, fresh);
    group.querySelector("[data-body]").append(holder.content);
    return group.querySelector("[data-body]").lastElementChild;
  };
  const enter = (row) => {
    const first = row.querySelector("input:not([type=hidden]), select, textarea");
    if (first) first.focus();
  };
  // A copy says what the row above it says; tables inside the row start anew.
  const copy = (row) => {
    const group = row.closest("[data-rows]");
    const made = add(group);
    const boxes = (one) => [...one.querySelectorAll("input, select, textarea")].filter((box) => box.closest("[data-row]") === one);
    const given = boxes(row);
    boxes(made).forEach((box, at) => {
      if (!given[at]) return;
      if (box.type === "checkbox") box.checked = given[at].checked;
      else box.value = given[at].value;
    });
    const more = row.querySelector(".bo-more");
    if (more && more.open) made.querySelector(".bo-more").open = true;
    settle(made.closest("form"));
    enter(made);
  };
  on("click", "[data-add]", (event, button) => {
    const made = add(button.closest("[data-rows]"));
    settle(made.closest("form"));
    enter(made);
  });
  on("click", "[data-copy]", (event, button) => copy(button.closest("[data-row]")));
  on("keydown", "[data-row]", (event, row) => {
    if (event.key !== "Enter" || !event.altKey || !row.querySelector("[data-copy]")) return;
    event.preventDefault();
    copy(row);
  });

  // -- a field that is asked for only when others say so: shown with them, never with an error hidden
  const holds = (form, clause) => {
    const [name, values] = clause.split("=");
    const box = form.elements[name];
    if (!box) return true;
    return values === "*" ? Boolean(box.value) : values.split("|").includes(box.value);
  };
  const settle = (form) => {
    if (!form) return;
    for (const field of form.querySelectorAll("[data-when]")) {
      const is = field.dataset.when.split(";").some((all) => all.split("&").every((clause) => holds(form, clause)));
      field.hidden = !is && !field.querySelector(".bo-error");
    }
  };
  on("change", "form[data-form] select, form[data-form] input", (event, box) => settle(box.form));
  document.addEventListener("DOMContentLoaded", () => document.querySelectorAll("form[data-form]").forEach((form) => {
    settle(form);
    const wrong = form.querySelector(".bo-error");
    if (wrong) wrong.scrollIntoView({ block: "center" });
  }));
  // Who types into rows ends a word with Enter; only Ctrl+Enter or the button sends a form of rows.
  on("keydown", "form[data-form] input", (event, box) => {
    if (event.key !== "Enter" || event.altKey || event.defaultPrevented) return;
    if (event.ctrlKey || event.metaKey) { event.preventDefault(); box.form.requestSubmit(); return; }
    if (box.form.querySelector("[data-rows]") || box.closest(".bo-find")) event.preventDefault();
  });
  on("click", "[data-remove]", (event, button) => button.closest("[data-row]").remove());

  // -- leaves of a long page: one at a time, kept in the address; arrows walk them ----------
  // This script is read in the head of the page, before there are any.
  let heads = [];
  const turn = (head, { focus = false } = {}) => {
    for (const other of heads) {
      const is = other === head;
      other.setAttribute("aria-selected", String(is));
      other.tabIndex = is ? 0 : -1;
      document.getElementById(other.getAttribute("aria-controls")).hidden = !is;
    }
    if (focus) head.focus();
  };
  const named = () => heads.find((head) => head.hash === window.location.hash) || heads[0];
  const open = () => {
    heads = [...document.querySelectorAll(".bo-leaves [role=tab]")];
    if (!heads.length) return;
    turn(named());
    window.addEventListener("hashchange", () => turn(named()));
    on("click", ".bo-leaves [role=tab]", (event, head) => {
      event.preventDefault();
      history.replaceState(null, "", head.hash);
      turn(head);
    });
    on("keydown", ".bo-leaves [role=tab]", (event, head) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (!step) return;
      event.preventDefault();
      const next = heads[(heads.indexOf(head) + step + heads.length) % heads.length];
      history.replaceState(null, "", next.hash);
      turn(next, { focus: true });
    });
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", open);
  else open();

  // -- a file to upload: its name in place of the invitation --------------------------------
  on("change", ".bo-pick input", (event, input) => {
    const words = input.parentElement.querySelector("[data-picked]");
    if (input.files.length) words.textContent = input.files[0].name;
  });

  // -- a verb in a dialog: the same page, without its frame --------------------------------
  const show = async (address) => {
    const box = document.querySelector("[data-dialog-box]");
    const answer = await fetch(address, { headers: { "X-Dialog": "1" }, credentials: "same-origin" });
    if (!answer.ok || answer.redirected) { window.location.assign(answer.redirected ? answer.url : address); return; }
    box.innerHTML = await answer.text();
    box.querySelectorAll("form[data-form]").forEach(settle);
    if (!box.open) box.showModal();
  };
  on("click", "a[data-dialog]", (event, link) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || !document.querySelector("[data-dialog-box]")) return;
    event.preventDefault();
    show(link.href);
  });
  on("click", "[data-dialog-box] [data-close]", (event, link) => { event.preventDefault(); link.closest("dialog").close(); });
  const send = async (form) => {
    const box = form.closest("dialog");
    const body = new URLSearchParams(new FormData(form));
    const answer = await fetch(form.action, { method: "POST", body, headers: { "X-Dialog": "1" }, credentials: "same-origin" });
    const next = answer.headers.get("X-Location");
    if (next || answer.redirected) { window.location.assign(next || answer.url); return; }
    box.innerHTML = await answer.text();
    box.querySelectorAll("form[data-form]").forEach(settle);
    const wrong = box.querySelector(".bo-alert, .bo-error");
    if (wrong) wrong.scrollIntoView({ block: "center" });
  };
  on("submit", "form[data-form], form[data-attach]", (event, form) => {
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "1";
    const button = form.querySelector("button[type=submit]");
    setTimeout(() => { button.disabled = true; }, 0);
    if (!form.closest("dialog")) { setTimeout(() => { delete form.dataset.sent; button.disabled = false; }, 8000); return; }
    event.preventDefault();
    send(form).catch(() => { delete form.dataset.sent; button.disabled = false; });
  });
})();

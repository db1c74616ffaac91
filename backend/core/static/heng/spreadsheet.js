// An import's progress: ask once a second, move the bar, draw the page anew when it has ended.
(() => {
  "use strict";
  const box = document.querySelector("[data-progress]");
  if (!box) return;
  const bar = box.querySelector("progress");
  const words = box.querySelector("[data-told]");
  let pause = 1000;
  const ask = async () => {
    try {
      const answer = await fetch(box.dataset.progress, { credentials: "same-origin" });
      if (answer.ok) {
        const found = await answer.json();
        if (!found.is_busy) { window.location.reload(); return; }
        bar.max = found.total || 1;
        bar.value = found.handled;
        words.textContent = found.told;
        pause = 1000;
      }
    } catch (error) {
      pause = Math.min(pause * 2, 15000);
    }
    setTimeout(ask, pause);
  };
  setTimeout(ask, pause);
})();

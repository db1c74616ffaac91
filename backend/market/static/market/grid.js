// A block copied from a spreadsheet, pasted into one cell, fills the cells right of and below it.
document.addEventListener("paste", (event) => {
  const cell = event.target.closest("[data-price-grid] input");
  const text = event.clipboardData.getData("text/plain");
  if (!cell || !/[\t\n]/.test(text.trim())) return;
  event.preventDefault();
  const [, top, left] = cell.name.split("-").map(Number);
  text.replace(/\r/g, "").replace(/\n$/, "").split("\n").forEach((line, down) => {
    line.split("\t").forEach((value, right) => {
      const target = document.querySelector(`[name="cell-${top + down}-${left + right}"]`);
      if (target) target.value = value.trim();
    });
  });
});

// Asks once before companies are merged, and lets the survivor's facts be the first choice.
document.addEventListener("DOMContentLoaded", () => {
    const form = document.querySelector("[data-merge]");
    if (!form) return;
    form.addEventListener("submit", (event) => {
        const asks = event.submitter && event.submitter.dataset.confirm;
        if (asks && !window.confirm(asks)) event.preventDefault();
    });
    for (const survivor of form.querySelectorAll("input[name=survivor]")) {
        survivor.addEventListener("change", () => {
            for (const choice of form.querySelectorAll(`input[name^="choice-"][value="${survivor.value}"]`)) {
                if (choice.parentElement.textContent.trim() !== "—") choice.checked = true;
            }
        });
    }
});

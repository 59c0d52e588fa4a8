// Comforts only: every page works without this file.
(() => {
  "use strict";

  const segments = "Segmenter" in Intl ? new Intl.Segmenter() : null;
  const graphemes = (text) => (segments ? [...segments.segment(text)].length : [...text].length);

  // Some networks count every address as a fixed number of characters (data-address-cost).
  const weigh = (text, cost) => {
    if (!cost) return graphemes(text);
    const addresses = text.match(/https?:\/\/\S+/g) || [];
    return graphemes(text.replace(/https?:\/\/\S+/g, "")) + addresses.length * cost;
  };

  const count = (counter) => {
    const field = document.getElementById(counter.dataset.countFor);
    if (!field) return;
    const left =
      Number(counter.dataset.limit) - weigh(field.value, Number(counter.dataset.addressCost));
    counter.querySelector("[data-left]").textContent = left;
    counter.classList.toggle("over", left < 0);
    const over = counter.querySelector("[data-over]");
    if (over) over.hidden = left >= 0;
  };

  const countAll = (root) => root.querySelectorAll("[data-count-for]").forEach(count);

  document.addEventListener("input", (event) => {
    document.querySelectorAll(`[data-count-for="${CSS.escape(event.target.id)}"]`).forEach(count);
  });

  const reveal = (root) => {
    if (!navigator.clipboard) return;
    root.querySelectorAll("[data-copy][hidden]").forEach((button) => {
      button.hidden = false;
    });
  };

  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy]");
    if (!button) return;
    const source = document.getElementById(button.dataset.copy);
    if (!source) return;
    await navigator.clipboard.writeText(source.value ?? source.textContent.trim());
    const said = button.querySelector("[data-said]");
    if (said) said.textContent = button.dataset.copied;
  });

  // One-letter keys act only while the focus is inside their region (WCAG 2.1.4).
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.target.closest("input, textarea, select, [contenteditable]")) return;
    const region = event.target.closest("[data-keys]");
    if (!region || !/^\w$/.test(event.key)) return;
    const wanted = region.querySelector(`[data-key="${event.key.toLowerCase()}"]`);
    if (!wanted) return;
    event.preventDefault();
    wanted.focus();
    wanted.click();
  });

  const begin = (root) => {
    countAll(root);
    reveal(root);
  };

  begin(document);
  // Keys act at once, and the page stays where it is.
  const listening = document.querySelector("[data-keys][tabindex]");
  if (listening && document.activeElement === document.body) listening.focus({ preventScroll: true });
  document.addEventListener("htmx:load", (event) => begin(event.target));
})();

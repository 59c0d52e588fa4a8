// Remembers that an article was opened, only where its reader asked for it: without that, no link
// says where (data-read-url), and nothing is sent.
(() => {
  "use strict";

  const token = () => {
    const headers = document.body.getAttribute("hx-headers");
    return headers ? JSON.parse(headers)["X-CSRFToken"] : "";
  };

  const told = new Set();

  const tell = (event) => {
    // The wheel opens a link in another tab; the right button opens nothing.
    if (event.button > 1) return;
    const link = event.target.closest("a[data-read-url]");
    if (!link || told.has(link.dataset.readUrl)) return;
    told.add(link.dataset.readUrl);
    // Kept alive, because the page is being left.
    fetch(link.dataset.readUrl, {
      method: "POST",
      headers: { "X-CSRFToken": token() },
      credentials: "same-origin",
      keepalive: true,
    }).catch(() => told.delete(link.dataset.readUrl));
  };

  // A key on a link is a click.
  document.addEventListener("click", tell);
  document.addEventListener("auxclick", tell);
})();

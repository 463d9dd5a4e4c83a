// "Note on this quotation" in a quotation's card: its words are selected, and the toolbar opens
// for a note that names the quotation. Without a toolbar to write in, the link is followed.

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[data-note-quote]");
  const bar = document.querySelector("mark-bar");
  if (!link || !bar?.writing || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const id = link.dataset.noteQuote;
  const pieces = bar.body.querySelectorAll(`[data-quote="${CSS.escape(id)}"]`);
  if (!pieces.length) return;
  const last = pieces[pieces.length - 1];
  getSelection().setBaseAndExtent(pieces[0], 0, last, last.childNodes.length);
  bar.look();
  if (bar.hidden) return;
  event.preventDefault();
  document.querySelector("speaker-card")?.close();
  bar.form.elements.quote.value = id;
  bar.write();
});

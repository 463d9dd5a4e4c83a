// A highlight and its note show that they belong together, and lead to each other; so do
// a quotation and its line in "Who said what".

const shown = "is-shown";

function show(selector) {
  for (const one of document.querySelectorAll(`.${shown}`)) one.classList.remove(shown);
  if (selector) for (const one of document.querySelectorAll(selector)) one.classList.add(shown);
}

function selectorFor(target) {
  if (!(target instanceof Element)) return null;
  const marked = target.closest("[data-annotation]");
  if (marked) return `[data-annotation="${CSS.escape(marked.dataset.annotation)}"]`;
  const line = target.closest("[data-quote-link]");
  const first = line && document.getElementById(`q-${line.dataset.quoteLink}`);
  if (first) return `.quote[data-quote="${CSS.escape(first.dataset.quote)}"]`;
  return null;
}

for (const kind of ["pointerover", "focusin"]) {
  document.addEventListener(kind, (event) => show(selectorFor(event.target)));
}

function goToNote(mark) {
  const note = document.getElementById(`note-${mark.dataset.annotation}`);
  if (!note) return;
  note.scrollIntoView({ block: "nearest" });
  note.querySelector("a")?.focus({ preventScroll: true });
}

document.addEventListener("click", (event) => {
  const mark = event.target instanceof Element && event.target.closest("mark[data-annotation]");
  if (!mark || event.target.closest("a") || !getSelection().isCollapsed) return;
  show(selectorFor(mark));
  document
    .getElementById(`note-${mark.dataset.annotation}`)
    ?.scrollIntoView({ block: "nearest" });
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.target.matches?.("mark[data-annotation]")) {
    event.preventDefault();
    goToNote(event.target);
  }
});

// Only a highlight's first piece is a stop for the Tab key.
function oneStopEach() {
  for (const piece of document.querySelectorAll("mark[data-annotation]:not([data-first])")) {
    piece.removeAttribute("tabindex");
  }
}

document.addEventListener("htmx:afterSettle", oneStopEach);
oneStopEach();

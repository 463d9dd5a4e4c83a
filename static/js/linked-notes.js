// A highlight and its note show that they belong together, and lead to each other; so do
// a quotation and its line in "Who said what".

const shown = "is-shown";
const narrow = matchMedia("(max-width: 55.99rem)");
// What was clicked, or gone to with a key, shows until something else does.
let chosen = null;

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

/** The note of a highlight, or the highlight's first piece of a note. */
export function noteOf(mark) {
  return document.getElementById(`note-${mark.dataset.annotation}`);
}

/** Tell the margin, or the sheet of a phone, that this note is meant. */
export function choose(note, { focus = false } = {}) {
  chosen = selectorFor(note);
  show(chosen);
  note.dispatchEvent(new CustomEvent("note-chosen", { bubbles: true, detail: { focus } }));
  if (narrow.matches) return;
  note.scrollIntoView({ block: "nearest" });
  if (focus) (note.querySelector("a, button") ?? note).focus({ preventScroll: true });
}

/** The notes on the page, by id. */
export function notesHere() {
  return new Set([...document.querySelectorAll(".note")].map((note) => note.id));
}

/** Put the focus on the highlight of the note that was not there `before`. */
export function goToNew(before) {
  const made = [...document.querySelectorAll(".note")].find((note) => !before.has(note.id));
  const mark = made && document.getElementById(`a-${made.dataset.annotation}`);
  // A fact check goes on in the note: its claim and verdict are asked for.
  if (made?.matches(".note-editing")) choose(made);
  else mark?.focus({ preventScroll: true, focusVisible: false });
}

for (const kind of ["pointerover", "focusin"]) {
  document.addEventListener(kind, (event) => {
    show(selectorFor(event.target) ?? chosen);
  });
}

document.addEventListener("click", (event) => {
  const mark = event.target instanceof Element && event.target.closest("mark[data-annotation]");
  if (!mark && !event.target.closest?.(".note, note-sheet")) chosen = null;
  if (!mark || event.target.closest("a") || !getSelection().isCollapsed) return;
  const note = noteOf(mark);
  if (note) choose(note);
});

document.addEventListener("keydown", (event) => {
  const mark = event.target.closest?.("mark[data-annotation]");
  if (event.key !== "Enter" || event.target !== mark) return;
  const note = noteOf(mark);
  event.preventDefault();
  if (note) choose(note, { focus: true });
});

// Only a highlight's first piece is a stop for the Tab key.
function oneStopEach() {
  for (const piece of document.querySelectorAll("mark[data-annotation]:not([data-first])")) {
    piece.removeAttribute("tabindex");
  }
}

document.addEventListener("htmx:afterSettle", oneStopEach);
oneStopEach();

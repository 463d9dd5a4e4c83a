// What is done within a note draws the note anew, and the control that was pressed goes
// with the old one. The focus moves on to what is wanted next instead of being lost.

function before(note) {
  const neighbour = note.nextElementSibling ?? note.previousElementSibling;
  return { id: note.id, neighbour: neighbour?.id };
}

function next({ id, neighbour }, path) {
  const note = document.getElementById(id);
  if (!note) {
    const left = neighbour && document.getElementById(neighbour);
    return left?.querySelector("a") ?? document.getElementById("article-body");
  }
  const wanted = path.includes("/share/")
    ? ".share-link input"
    : path.includes("/revoke/")
      ? 'form[action*="/share/"] button'
      : ".note-actions a";
  return note.querySelector(wanted) ?? note.querySelector("a");
}

const waiting = new WeakMap();

document.addEventListener("htmx:beforeRequest", ({ detail }) => {
  const note = detail.elt.closest?.(".note");
  if (note) waiting.set(detail.xhr, before(note));
});

document.addEventListener("htmx:afterRequest", ({ detail }) => {
  const was = waiting.get(detail.xhr);
  const lost = !document.activeElement || document.activeElement === document.body;
  if (!was || !detail.successful || !lost) return;
  next(was, detail.requestConfig.path)?.focus({ preventScroll: true });
});

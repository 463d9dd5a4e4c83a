// What is said at a note when something done to it did not reach the desk, or was refused
// because the session has ended. What was being written stays where it is.
import { isSignedOut, tell } from "./mark-errors.js";

const words = () => document.querySelector("mark-bar")?.dataset;

document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  const note = detail.requestConfig?.elt?.closest?.(".note");
  if (!note || !words()?.signInUrl || !isSignedOut(detail.xhr, words())) return;
  detail.shouldSwap = false;
  say(note, detail.xhr);
});

for (const kind of ["htmx:responseError", "htmx:sendError", "htmx:timeout"])
  document.addEventListener(kind, ({ detail }) => {
    const note = detail.elt?.closest?.(".note");
    if (note && words()) say(note, detail.xhr);
  });

function say(note, xhr) {
  note.querySelector(".note-failed")?.remove();
  const line = document.createElement("p");
  line.className = "note-failed";
  line.setAttribute("role", "alert");
  note.append(line);
  tell(line, xhr, words());
}

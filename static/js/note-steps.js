// From note to note: "a" and Shift+A in the article's text or in a note go to the next and the
// one before. On small screens the note opens in a sheet at the bottom, with the same steps as
// buttons; notes that lie over the same words are then one step apart.
import { announce } from "./announcer.js";
import { choose, noteOf } from "./linked-notes.js";

const narrow = matchMedia("(max-width: 55.99rem)");

class NoteSheet extends HTMLElement {
  connectedCallback() {
    document.addEventListener("note-chosen", ({ target, detail }) => {
      if (narrow.matches) this.open(target, detail);
    });
    document.addEventListener("keydown", (event) => this.pressed(event));
    document.addEventListener("click", (event) => {
      if (this.note && !event.target.closest(".note, note-sheet, mark[data-annotation], dialog"))
        this.close();
    });
    document.addEventListener("htmx:afterSettle", () => this.follow());
    narrow.addEventListener("change", () => this.close());
    this.querySelector("[data-close]").addEventListener("click", () => this.close());
    this.querySelector("[data-next]").addEventListener("click", () => this.step(1));
    this.querySelector("[data-before]").addEventListener("click", () => this.step(-1));
  }

  /** The highlights in the order of the text: the first piece of each. */
  get marks() {
    return [...document.querySelectorAll("#article-body mark[data-annotation][data-first]")].filter(
      noteOf,
    );
  }

  get note() {
    return document.querySelector(".note.is-sheet");
  }

  pressed(event) {
    if (event.key === "Escape" && this.note && !event.target.closest("dialog, mark-bar")) {
      this.close();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || event.key.toLowerCase() !== "a") return;
    if (event.target.matches("input, select, textarea")) return;
    if (!event.target.closest?.("#article-body, .note, note-sheet")) return;
    if (document.querySelector("marking-keys")?.on) return;
    event.preventDefault();
    this.step(event.shiftKey ? -1 : 1);
  }

  step(by) {
    const { marks } = this;
    if (!marks.length) return announce(this.dataset.none);
    const id = (this.note ?? document.activeElement?.closest?.("[data-annotation]"))?.dataset
      .annotation;
    const at = marks.findIndex((mark) => mark.dataset.annotation === id);
    const seen = marks.findIndex((mark) => mark.getBoundingClientRect().bottom > 0);
    const next = at >= 0 ? at + by : by > 0 ? Math.max(0, seen) : marks.length - 1;
    const mark = marks[Math.max(0, Math.min(marks.length - 1, next))];
    mark.scrollIntoView({ block: narrow.matches ? "start" : "center" });
    const note = noteOf(mark);
    choose(note);
    if (!narrow.matches) mark.focus({ preventScroll: true });
    const here = this.dataset.here.replace("{here}", marks.indexOf(mark) + 1);
    announce(`${here.replace("{all}", marks.length)}: ${note.ariaLabel}`);
  }

  open(note, { focus } = {}) {
    if (this.note !== note) this.note?.classList.remove("is-sheet");
    note.classList.add("is-sheet");
    this.hidden = false;
    this.shownId = note.id;
    const { marks } = this;
    const at = marks.findIndex((mark) => mark.dataset.annotation === note.dataset.annotation);
    this.querySelector("[data-count]").textContent = this.dataset.here
      .replace("{here}", at + 1)
      .replace("{all}", marks.length);
    this.querySelector("[data-before]").disabled = at <= 0;
    this.querySelector("[data-next]").disabled = at < 0 || at === marks.length - 1;
    // The sheet must not hide the words it is about.
    const mark = marks[at];
    const hidden = mark && mark.getBoundingClientRect().bottom - (innerHeight - note.offsetHeight - 56);
    if (hidden > 0) scrollBy({ top: hidden + 16 });
    if (focus) note.focus({ preventScroll: true });
  }

  /** The note was drawn anew, or is gone. */
  follow() {
    if (this.hidden || this.note) return;
    const note = document.getElementById(this.shownId);
    if (note && narrow.matches) this.open(note);
    else this.hidden = true;
  }

  close() {
    const { note } = this;
    this.hidden = true;
    if (!note) return;
    const inside = note.contains(document.activeElement) || this.contains(document.activeElement);
    note.classList.remove("is-sheet", "is-shown");
    const mark = document.getElementById(`a-${note.dataset.annotation}`);
    mark?.classList.remove("is-shown");
    if (inside) mark?.focus({ preventScroll: true });
  }
}

customElements.define("note-sheet", NoteSheet);

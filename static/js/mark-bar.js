// The toolbar at selected words: five colours and a note. The form in it is the server's;
// this fills in where the words are and puts the toolbar beside them.
import { announce } from "./announcer.js";
import { goToNew, notesHere } from "./linked-notes.js";
import { careForSession, isSignedOut, tell } from "./mark-errors.js";
import { passageOf, rangeOf } from "./offsets.js";
import { beside, dock } from "./placing.js";

const FIELDS = ["start", "end", "exact", "prefix", "suffix", "quote"];
const byTouch = matchMedia("(pointer: coarse)");
const keyOf = (passage) => passage && `${passage.start}:${passage.end}`;

class MarkBar extends HTMLElement {
  connectedCallback() {
    this.body = document.getElementById(this.dataset.body);
    this.form = this.querySelector("form");
    this.writing = this.querySelector("fieldset");
    if (!this.body) return;
    document.addEventListener("selectionchange", () => this.soon());
    document.addEventListener("pointerdown", (event) => {
      this.dragging = event.pointerType === "mouse" && !this.contains(event.target);
    });
    document.addEventListener("pointerup", () => {
      this.dragging = false;
      this.soon();
    });
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !this.hidden && !event.target.closest("dialog")) this.dismiss();
    });
    // A press on the toolbar must not take the selection away.
    this.addEventListener("pointerdown", (event) => {
      if (!event.target.closest("textarea, input, select, label, a")) event.preventDefault();
    });
    this.querySelector("[data-note-open]")?.addEventListener("click", () => this.write());
    this.querySelector("[data-note-close]")?.addEventListener("click", () => {
      this.forget();
      this.dismiss();
    });
    this.form?.addEventListener("submit", ({ submitter }) => {
      this.color = submitter?.value || new FormData(this.form).get("color");
    });
    if (this.form) careForSession(this.form, this.dataset);
    this.form?.addEventListener("htmx:beforeRequest", () => {
      this.before = notesHere();
      this.querySelector("#mark-error").replaceChildren();
    });
    this.form?.addEventListener("htmx:afterRequest", ({ detail }) => this.answered(detail));
    this.soon(); // Words may be selected already.
  }

  soon() {
    clearTimeout(this.later);
    this.later = setTimeout(() => this.look(), 90);
  }

  get isWriting() {
    return Boolean(this.writing && !this.writing.hidden);
  }

  /** See whether words of the article are selected, and show or hide accordingly. */
  look() {
    if (this.dragging || this.isWriting || this.contains(document.activeElement)) return;
    const selection = getSelection();
    const range = selection.rangeCount && !selection.isCollapsed && selection.getRangeAt(0);
    const begun = range && this.body.contains(selection.anchorNode);
    const found = begun && passageOf(range, this.body);
    if (found) this.open(found);
    else this.hidden = true;
  }

  open(found) {
    if (this.hidden || keyOf(this.passage) !== keyOf(found))
      this.querySelector("#mark-error")?.replaceChildren();
    this.passage = found;
    for (const name of this.form ? FIELDS : []) this.form.elements[name].value = found[name] ?? "";
    this.hidden = false;
    this.put();
  }

  put() {
    this.classList.toggle("is-docked", byTouch.matches);
    if (byTouch.matches) dock(this);
    else beside(this, rangeOf(this.body, this.passage.start, this.passage.end));
  }

  /** Mark the passage in the colour used last. */
  mark() {
    if (this.hidden || !this.form) return;
    const buttons = [...this.form.querySelectorAll("[data-mark]")];
    (buttons.find((button) => button.value === this.color) ?? buttons[0])?.click();
  }

  /** Open the note field; the words stay marked as pending while it has the focus. */
  write() {
    if (this.hidden || !this.writing) return;
    this.back = document.activeElement;
    this.showWriting(true);
    // A draft belongs to the words it was written on.
    if (this.drafted !== keyOf(this.passage)) this.forget();
    this.drafted = keyOf(this.passage);
    this.querySelector("[data-words]").textContent = this.passage.exact.replace(/\s+/g, " ");
    const range = rangeOf(this.body, this.passage.start, this.passage.end);
    if (globalThis.Highlight && range) CSS.highlights.set("pending", new Highlight(range));
    if (this.color) this.querySelector(`input[value="${CSS.escape(this.color)}"]`).checked = true;
    this.put();
    this.querySelector("textarea").focus();
  }

  showWriting(open) {
    if (!this.writing) return;
    this.writing.hidden = this.writing.disabled = !open;
    this.querySelector("[data-quick]").hidden = open;
    this.querySelector("[data-note-open]").setAttribute("aria-expanded", String(open));
    this.classList.toggle("is-writing", open);
  }

  close() {
    const inside = this.contains(document.activeElement);
    this.hidden = true;
    this.showWriting(false);
    globalThis.CSS.highlights?.delete("pending");
    getSelection().removeAllRanges();
    if (inside) (this.back?.isConnected ? this.back : this.body).focus({ preventScroll: true });
  }

  /** Close without having marked. */
  dismiss() {
    this.close();
    this.dispatchEvent(new CustomEvent("dismissed", { bubbles: true }));
  }

  /** Empty what was written: the next note is a comment for oneself again. */
  forget() {
    for (const one of this.writing?.querySelectorAll("textarea, input[type=text]") ?? []) one.value = "";
    for (const one of this.writing?.querySelectorAll("select") ?? []) one.selectedIndex = 0;
  }

  answered({ successful, xhr }) {
    if (!successful || isSignedOut(xhr, this.dataset))
      return tell(this.querySelector("#mark-error"), xhr, this.dataset);
    if (this.isWriting) this.forget();
    this.back = null;
    this.close();
    announce(this.dataset.done);
    goToNew(this.before);
    this.dispatchEvent(new CustomEvent("marked", { bubbles: true }));
  }
}

customElements.define("mark-bar", MarkBar);

// On wide screens each note stands level with its passage, or as near as its neighbours allow;
// the one that is being looked at comes first. They stay in the flow, so none ever lies over
// another, and the order in which they are read is that of the text.
import { arrange } from "./columns.js";

const wide = matchMedia("(min-width: 56rem)");
const GAP = 20;
const IMPORTANT = 10_000;

class MarginNotes extends HTMLElement {
  connectedCallback() {
    this.place = this.place.bind(this);
    this.watch = new ResizeObserver(() => this.soon());
    this.watch.observe(this);
    for (const one of [document.getElementById("article-body"), document.getElementById("who")])
      if (one) this.watch.observe(one);
    wide.addEventListener("change", this.place);
    this.chosen = (event) => this.choose(event.target);
    document.addEventListener("note-chosen", this.chosen);
    this.soon();
  }

  disconnectedCallback() {
    this.watch.disconnect();
    cancelAnimationFrame(this.frame);
    wide.removeEventListener("change", this.place);
    document.removeEventListener("note-chosen", this.chosen);
  }

  soon() {
    cancelAnimationFrame(this.frame);
    this.frame = requestAnimationFrame(this.place);
  }

  /** Give this note the place level with its passage, whatever that does to the others. */
  choose(note) {
    if (this.important === note || !this.contains(note)) return;
    this.important = note;
    this.place();
  }

  place() {
    const notes = [...this.querySelectorAll(":scope > .note")];
    for (const note of notes) note.style.removeProperty("margin-block-start");
    if (!wide.matches || !document.getElementById("article-body")) return;
    const origin = this.getBoundingClientRect().top;
    // Read all places first, then write: no layout is done twice.
    const boxes = [];
    for (const note of notes) {
      const mark = document.getElementById(`a-${note.dataset.annotation}`);
      const { height } = note.getBoundingClientRect();
      // What has no passage follows what stands before it.
      const last = boxes.at(-1);
      const after = last ? last.wanted + last.height + GAP : 0;
      const wanted = mark ? mark.getBoundingClientRect().top - origin : after;
      boxes.push({ wanted, height, weight: note === this.important ? IMPORTANT : 1 });
    }
    let bottom = 0;
    arrange(boxes, GAP).forEach((top, at) => {
      notes[at].style.marginBlockStart = `${Math.max(0, top - bottom)}px`;
      bottom = top + boxes[at].height;
    });
  }
}

customElements.define("margin-notes", MarginNotes);

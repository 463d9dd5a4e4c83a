// On wide screens each note stands level with its passage, or as near as the notes above
// it allow. They stay in the flow, so none ever lies over another.

const wide = matchMedia("(min-width: 56rem)");

class MarginNotes extends HTMLElement {
  connectedCallback() {
    this.place = this.place.bind(this);
    this.watch = new ResizeObserver(() => this.soon());
    this.watch.observe(this);
    const body = document.getElementById("article-body");
    const who = document.querySelector(".who");
    if (body) this.watch.observe(body);
    if (who) this.watch.observe(who);
    wide.addEventListener("change", this.place);
    this.soon();
  }

  disconnectedCallback() {
    this.watch.disconnect();
    cancelAnimationFrame(this.frame);
    wide.removeEventListener("change", this.place);
  }

  soon() {
    cancelAnimationFrame(this.frame);
    this.frame = requestAnimationFrame(this.place);
  }

  place() {
    const notes = [...this.querySelectorAll(":scope > .note")];
    for (const note of notes) note.style.removeProperty("margin-block-start");
    if (!wide.matches || !document.getElementById("article-body")) return;
    let pushed = 0;
    // Read all places first, then write: no layout is done twice.
    const places = notes.map((note) => {
      const mark = document.getElementById(`a-${note.dataset.annotation}`);
      const gap = parseFloat(getComputedStyle(note).marginBlockStart);
      const top = note.getBoundingClientRect().top;
      return { note, gap, top, wanted: mark?.getBoundingClientRect().top };
    });
    for (const { note, gap, top, wanted } of places) {
      const more = wanted === undefined ? 0 : wanted - (top + pushed);
      if (more <= 0) continue;
      note.style.marginBlockStart = `${gap + more}px`;
      pushed += more;
    }
  }
}

customElements.define("margin-notes", MarginNotes);

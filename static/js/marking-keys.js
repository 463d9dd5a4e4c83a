// Marking without a mouse: "m" in the article's text, then sentence by sentence. What is
// chosen is simply selected, so the toolbar and screen readers follow by themselves.
import { announce } from "./announcer.js";
import { blockElements, domPoint } from "./offsets.js";
import { sentencesOf } from "./sentences.js";

const STEPS = { j: 1, ArrowDown: 1, ArrowRight: 1, k: -1, ArrowUp: -1, ArrowLeft: -1 };

class MarkingKeys extends HTMLElement {
  connectedCallback() {
    this.body = this.querySelector("#article-body");
    this.on = false;
    this.body?.addEventListener("keydown", (event) => this.pressed(event));
    document.addEventListener("marked", () => this.on && this.body.focus({ preventScroll: true }));
    document.addEventListener("dismissed", () => this.resume());
    // The help is a dialog; its "close" does not bubble.
    document.addEventListener("close", () => this.resume(), true);
    this.body?.addEventListener("pointerdown", () => (this.on = false));
  }

  get bar() {
    return document.querySelector("mark-bar");
  }

  pressed(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    if (!this.on) {
      if (key === "m" && !event.shiftKey) this.enter(event);
      return;
    }
    const act = this.actionFor(key, event);
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  }

  actionFor(key, event) {
    if (key in STEPS) return () => this.step(STEPS[key], event.shiftKey);
    if (key === "Escape") return () => this.leave();
    if (key === "Enter") return () => this.withBar((bar) => bar.mark());
    if (key === "m") return () => this.step(0);
    if (key === "n") return () => this.withBar((bar) => bar.write());
    return null;
  }

  enter(event) {
    event.preventDefault();
    this.read();
    if (!this.sentences.length) return;
    this.on = true;
    announce(this.dataset.on);
    this.anchor = this.focusAt = this.nearest();
    this.select();
  }

  leave() {
    this.on = false;
    getSelection().removeAllRanges();
    this.bar?.close();
    this.body.focus({ preventScroll: true });
    announce(this.dataset.off);
  }

  /** Take up the sentence again when the focus is back and the selection was lost. */
  resume() {
    const isBack = document.activeElement === this.body;
    if (this.on && isBack && getSelection().isCollapsed) this.step(0, true);
  }

  /** The toolbar follows the selection after a moment; keys must not be quicker than it. */
  withBar(act) {
    this.bar?.look();
    if (this.bar && !this.bar.hidden) act(this.bar);
  }

  read() {
    const language = this.body.closest("[lang]")?.lang;
    this.sentences = blockElements(this.body).flatMap((element) =>
      sentencesOf(element.textContent, language).map(([from, to]) => ({ element, from, to })),
    );
  }

  /** The first sentence on the screen, or the one where marking stopped. */
  nearest() {
    const seen = this.sentences.findIndex(({ element }) => {
      const { top, bottom } = element.getBoundingClientRect();
      return top >= 0 || bottom > innerHeight / 3;
    });
    return Math.max(0, seen);
  }

  step(by, extend) {
    // The blocks may have been drawn anew since.
    if (!this.sentences[0].element.isConnected || !this.sentences[this.focusAt].element.isConnected)
      this.read();
    this.focusAt = Math.max(0, Math.min(this.sentences.length - 1, this.focusAt + by));
    if (!extend) this.anchor = this.focusAt;
    this.select();
  }

  select() {
    const [low, high] = [this.anchor, this.focusAt].sort((a, b) => a - b);
    const [first, last] = [this.sentences[low], this.sentences[high]];
    getSelection().setBaseAndExtent(
      ...domPoint(first.element, first.from),
      ...domPoint(last.element, last.to),
    );
    this.sentences[this.focusAt].element.scrollIntoView({ block: "nearest" });
    const here = this.dataset.here.replace("{here}", this.focusAt + 1);
    announce(here.replace("{all}", this.sentences.length));
  }
}

customElements.define("marking-keys", MarkingKeys);

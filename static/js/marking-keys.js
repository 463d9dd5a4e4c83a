// Marking without a mouse: "m" in the article's text, then sentence by sentence, or with the
// arrows to the sides word by word. What is chosen is simply selected, so the toolbar and
// screen readers follow by themselves.
import { announce } from "./announcer.js";
import { domPoint } from "./offsets.js";
import { TextSteps } from "./text-steps.js";

const STEPS = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 };
const WORDS = { ArrowRight: 1, ArrowLeft: -1 };

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
    if (key in STEPS) return () => this.step("sentences", STEPS[key], event.shiftKey);
    if (key in WORDS) return () => this.step("words", WORDS[key], event.shiftKey);
    if (key === "Escape") return () => this.leave();
    if (key === "Enter") return () => this.withBar((bar) => bar.mark());
    if (key === "m") return () => this.step(this.steps.unit, 0, false);
    if (key === "n") return () => this.withBar((bar) => bar.write());
    return null;
  }

  enter(event) {
    event.preventDefault();
    this.steps = new TextSteps(this.body);
    if (!this.steps.sentences.length) return;
    this.on = true;
    announce(this.dataset.on);
    this.steps.begin(({ element }) => {
      const { top, bottom } = element.getBoundingClientRect();
      return top >= 0 || bottom > innerHeight / 3;
    });
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
    if (this.on && isBack && getSelection().isCollapsed)
      this.step(this.steps.unit, 0, true);
  }

  /** The toolbar follows the selection after a moment; keys must not be quicker than it. */
  withBar(act) {
    this.bar?.look();
    if (this.bar && !this.bar.hidden) act(this.bar);
  }

  step(unit, by, extend) {
    this.steps.step(unit, by, extend);
    this.select();
  }

  select() {
    const { ends, here, focusAt, unit, units } = this.steps;
    const [first, last] = ends;
    getSelection().setBaseAndExtent(
      ...domPoint(first.element, first.from),
      ...domPoint(last.element, last.to),
    );
    here.element.scrollIntoView({ block: "nearest" });
    const told = unit === "words" ? this.dataset.word : this.dataset.here;
    announce(
      told
        .replace("{words}", getSelection().toString().slice(0, 120))
        .replace("{here}", focusAt + 1)
        .replace("{all}", units.length),
    );
  }
}

customElements.define("marking-keys", MarkingKeys);

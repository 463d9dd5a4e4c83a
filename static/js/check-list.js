// The list of quotations to be checked: keys press the buttons of the one that has the focus,
// and after a decision the focus goes on to the next.
import { announce } from "./announcer.js";
import { tellFailures } from "./decide-errors.js";

class CheckList extends HTMLElement {
  connectedCallback() {
    this.addEventListener("keydown", (event) => this.pressed(event));
    document.addEventListener("decided", ({ detail }) => this.decided(detail));
    tellFailures(this.dataset);
    document.addEventListener("htmx:afterSettle", ({ detail }) => {
      if (detail.requestConfig?.elt?.closest("form.decide, form.choices")) this.goOn();
    });
  }

  get items() {
    return [...this.querySelectorAll(".check")];
  }

  get current() {
    return document.activeElement?.closest?.(".check");
  }

  pressed(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.matches("input, select, textarea")) {
      if (event.key === "Escape") this.current.focus();
      return;
    }
    const key = event.key.toLowerCase();
    const act = key === "q" ? () => this.step(event.shiftKey ? -1 : 1) : this.actionFor(key, event);
    if (!act) return;
    event.preventDefault();
    act();
  }

  actionFor(key, { shiftKey }) {
    if (shiftKey || !["c", "r", "x", "z"].includes(key)) return null;
    const own = this.current?.querySelector(`[data-key="${key}"]`);
    // There is nothing to undo here: the last step is meant.
    const before = key === "z" && this.last && this.item(this.last);
    const button = own ?? (before && before.querySelector('[data-key="z"]'));
    if (!button) return null;
    return key === "r" ? () => this.choose(button) : () => button.click();
  }

  choose(summary) {
    const sheet = summary.closest("details");
    sheet.open = !sheet.open;
    (sheet.open ? sheet.querySelector(".choice, input[type=search]") : summary)?.focus();
  }

  item(quote) {
    return this.items.find((one) => one.dataset.quote === quote);
  }

  step(by) {
    const { items } = this;
    const at = items.indexOf(this.current) + by;
    this.focusOn(items[Math.max(0, Math.min(items.length - 1, at))]);
    const here = this.dataset.here.replace("{here}", items.indexOf(this.current) + 1);
    announce(here.replace("{all}", items.length));
  }

  focusOn(item) {
    item?.focus({ preventScroll: true });
    item?.scrollIntoView({ block: "nearest" });
  }

  /** Remember what was decided; the card is drawn in a moment. */
  decided({ quote, say, done }) {
    announce(say);
    this.last = done ? quote : this.last;
    this.waiting = quote;
  }

  goOn() {
    const item = this.waiting && this.item(this.waiting);
    this.waiting = null;
    const isLost = !document.activeElement || document.activeElement === document.body;
    if (!item || !(isLost || this.contains(document.activeElement))) return;
    const isOpen = (one) => one.querySelector('.quote-card[data-status="automatic"]');
    const { items } = this;
    const next = isOpen(item) ? item : items.slice(items.indexOf(item)).find(isOpen);
    this.focusOn(next ?? item);
  }
}

customElements.define("check-list", CheckList);

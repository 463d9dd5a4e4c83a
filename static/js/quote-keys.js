// Quotations without a mouse: "q" in the article's text goes from one to the next. For those
// who may decide, c, r, x and z decide about the one that has the focus.
import { announce } from "./announcer.js";
import { tellFailures } from "./decide-errors.js";

const NO_ID = "00000000-0000-0000-0000-000000000000";
const DECIDE = { c: "confirm", x: "dismiss", z: "undo" };

class QuoteKeys extends HTMLElement {
  connectedCallback() {
    this.body = document.getElementById("article-body");
    this.body?.addEventListener("keydown", (event) => this.pressed(event));
    document.addEventListener("decided", ({ detail }) => announce(detail.say));
    document.addEventListener("htmx:afterSettle", ({ detail }) => {
      if (detail.requestConfig?.elt === this) this.refocus();
    });
    tellFailures(this.dataset);
  }

  get card() {
    return document.querySelector("speaker-card");
  }

  /** The quotation that has the focus: its first piece. */
  get current() {
    return document.activeElement?.closest?.("#article-body [data-quote][data-first]");
  }

  pressed(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (document.querySelector("marking-keys")?.on) return;
    const act = this.actionFor(event.key.length === 1 ? event.key.toLowerCase() : event.key, event);
    if (!act) return;
    event.preventDefault();
    act();
  }

  actionFor(key, event) {
    if (key === "q") return () => this.step(event.shiftKey ? -1 : 1);
    const piece = this.current;
    if (!piece || event.shiftKey || event.target !== piece) return null;
    if (key === "Enter") return () => this.card?.open(piece.dataset.quote, { focus: true });
    if (key === "Escape" && this.card?.hidden) return () => this.leave();
    if (!("may" in this.dataset)) return null;
    if (key === "r") return () => this.reassign(piece);
    if (key in DECIDE) return () => this.decide(piece, DECIDE[key]);
    return null;
  }

  step(by) {
    const pieces = [...this.body.querySelectorAll("[data-quote][data-first]")];
    if (!pieces.length) return announce(this.dataset.none);
    const at = pieces.indexOf(this.current);
    const seen = pieces.findIndex((one) => one.getBoundingClientRect().bottom > 0);
    const next = at >= 0 ? at + by : by > 0 ? Math.max(0, seen) : pieces.length - 1;
    const piece = pieces[Math.max(0, Math.min(pieces.length - 1, next))];
    this.card?.close();
    this.focusOn(piece);
    const here = this.dataset.here.replace("{here}", pieces.indexOf(piece) + 1);
    announce(`${here.replace("{all}", pieces.length)}: ${piece.title}`);
  }

  focusOn(piece) {
    // A stop for the Tab key only while it has the focus: there may be dozens.
    for (const one of this.body.querySelectorAll("[data-quote][tabindex]"))
      one.removeAttribute("tabindex");
    piece.tabIndex = -1;
    piece.focus({ preventScroll: true });
    const { top, bottom } = piece.getBoundingClientRect();
    if (top < 40 || bottom > innerHeight * 0.7) piece.scrollIntoView({ block: "start" });
    this.kept = piece.dataset.quote;
  }

  leave() {
    this.current.removeAttribute("tabindex");
    this.kept = null;
    this.body.focus({ preventScroll: true });
  }

  reassign(piece) {
    this.card?.open(piece.dataset.quote, {
      focus: true,
      then: () => this.openChoices(),
    });
  }

  openChoices() {
    const sheet = this.card.querySelector("details.somebody");
    if (!sheet) return;
    sheet.open = true;
    sheet.querySelector(".choice, input[type=search]")?.focus({ preventScroll: true });
    this.card.put();
  }

  decide(piece, step) {
    const { quote, state } = piece.dataset;
    this.kept = quote;
    this.card.show(quote);
    const values = { do: step, seen: state, at: "article" };
    const url = this.dataset.decide.replace(NO_ID, quote);
    htmx.ajax("POST", url, { source: this, target: this.card.inside, swap: "innerHTML", values });
  }

  /** The quotation is drawn anew when it is decided; the focus stays with it. */
  refocus() {
    const lost = !document.activeElement || document.activeElement === document.body;
    const kept = this.kept && CSS.escape(this.kept);
    const piece = document.querySelector(`#article-body [data-quote="${kept}"][data-first]`);
    if (lost && piece) this.focusOn(piece);
  }
}

customElements.define("quote-keys", QuoteKeys);

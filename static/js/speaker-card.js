// The card at a quotation: who said it, how sure that is, why, and what can be done about it.
// A click on the words or on the speaker's name in the margin opens it, and so do links with
// data-card; what stands in it is the server's.

const docked = matchMedia("(max-width: 55.99rem)");
const NO_ID = "00000000-0000-0000-0000-000000000000";
const GAP = 8;

const selector = (id) => `#article-body [data-quote="${CSS.escape(id)}"]`;

class SpeakerCard extends HTMLElement {
  connectedCallback() {
    this.inside = this.querySelector("[data-card-body]");
    document.addEventListener("click", (event) => this.clicked(event));
    document.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || this.hidden || event.target.closest("dialog")) return;
      this.close();
    });
    document.addEventListener("selectionchange", () => {
      if (!this.hidden && !getSelection().isCollapsed && !this.contains(document.activeElement))
        this.close();
    });
    this.querySelector("[data-close]").addEventListener("click", () => this.close());
    document.addEventListener("htmx:afterSettle", ({ detail }) => this.settled(detail));
    document.addEventListener("htmx:beforeSwap", ({ detail }) => {
      // Another quotation was pressed while this one's card was on its way.
      const quote = detail.requestConfig.elt?.dataset.loads;
      if (quote && quote !== this.quote) detail.shouldSwap = false;
    });
    document.addEventListener("htmx:afterRequest", ({ detail }) => {
      if (this.quote && detail.elt?.dataset.loads === this.quote && !detail.successful)
        this.inside.textContent = this.dataset.failed;
    });
    addEventListener("resize", () => this.hidden || this.put());
    this.addEventListener("toggle", () => this.hidden || this.put(), true);
  }

  /** The first piece of the quotation the card is about. */
  get piece() {
    return this.quote && document.querySelector(`${selector(this.quote)}[data-first]`);
  }

  clicked(event) {
    if (event.target.closest("speaker-card, dialog")) return;
    const link = event.target.closest("a[data-card]");
    if (link && !(event.ctrlKey || event.metaKey || event.shiftKey || event.button)) {
      event.preventDefault();
      this.open(link.dataset.card, { focus: true, back: link });
      return;
    }
    const piece = event.target.closest("#article-body [data-quote]");
    const isOther = !piece || event.target.closest("a, mark[data-annotation]");
    if (isOther || event.detail > 1 || !getSelection().isCollapsed) this.close();
    else this.open(piece.dataset.quote, { focus: true });
  }

  /** Show the card of a quotation; `then` is called once it is there. */
  open(quote, { focus = false, back = null, then = null } = {}) {
    this.show(quote, back);
    this.inside.textContent = this.words();
    this.put();
    if (focus) this.focus({ preventScroll: true, focusVisible: false });
    const url = `${this.dataset.url.replace(NO_ID, quote)}?at=article`;
    // An element for each request: htmx would stop the one before with an error.
    const source = this.appendChild(document.createElement("span"));
    source.dataset.loads = quote;
    htmx
      .ajax("GET", url, { source, target: this.inside, swap: "innerHTML" })
      .then(() => this.quote === quote && then?.())
      .catch(() => {})
      .finally(() => source.remove());
  }

  show(quote, back = null) {
    this.quote = quote;
    this.back = back ?? this.piece;
    this.hidden = false;
    // Above the words or below: as long as it is open it stays on one side.
    this.side = null;
    this.shine(true);
  }

  shine(on) {
    for (const one of document.querySelectorAll("#article-body .is-told[data-quote]"))
      one.classList.remove("is-told");
    if (!on) return;
    for (const one of document.querySelectorAll(selector(this.quote))) one.classList.add("is-told");
  }

  settled({ requestConfig }) {
    if (this.hidden) return;
    this.put();
    // What was pressed in the card is gone with what the card said before.
    const lost = !document.activeElement || document.activeElement === document.body;
    const within = requestConfig?.elt?.closest("form.decide, form.choices");
    if (lost && within) (this.querySelector("[data-key=z]") ?? this).focus({ preventScroll: true });
  }

  words() {
    const piece = this.piece;
    const name = piece?.dataset.speaker;
    if (!name) return piece?.title ?? this.dataset.unknown;
    const unsure = piece.classList.contains("quote-unsure");
    return unsure ? this.dataset.unsure.replace("{name}", name) : name;
  }

  put() {
    for (const side of ["top", "left"]) this.style.removeProperty(side);
    this.classList.toggle("is-docked", docked.matches);
    this.shine(true);
    const lines = [...document.querySelectorAll(selector(this.quote))]
      .flatMap((one) => [...one.getClientRects()])
      .filter((line) => line.width > 0);
    if (!lines.length) return;
    const room = innerHeight - this.offsetHeight - GAP;
    const first = lines[0];
    if (docked.matches) {
      const hidden = lines.at(-1).bottom - room;
      if (hidden > 0) scrollBy({ top: Math.min(hidden, first.top - GAP) });
      return;
    }
    const frame = (this.offsetParent ?? document.documentElement).getBoundingClientRect();
    const below = lines.at(-1).bottom + GAP;
    const above = first.top - this.offsetHeight - GAP;
    this.side ??= below > room && above >= GAP ? "above" : "below";
    const top = this.side === "above" ? above : below;
    const widest = document.documentElement.clientWidth - this.offsetWidth - 2 * GAP;
    this.style.top = `${top - frame.top}px`;
    this.style.left = `${Math.max(GAP, Math.min(first.left, widest)) - frame.left}px`;
  }

  close() {
    if (this.hidden) return;
    const inside = this.contains(document.activeElement);
    this.hidden = true;
    this.shine(false);
    if (!inside) return;
    const back = this.back?.isConnected ? this.back : this.piece;
    if (back?.matches("[data-quote]")) back.tabIndex = -1;
    (back ?? document.getElementById("article-body")).focus({ preventScroll: true });
  }
}

customElements.define("speaker-card", SpeakerCard);

// Where the margin has no room for speakers' names, a tap on a quotation tells who spoke.

const wide = matchMedia("(min-width: 75rem)");

class SpeakerTip extends HTMLElement {
  connectedCallback() {
    this.setAttribute("role", "status");
    this.body = document.getElementById("article-body");
    this.body?.addEventListener("click", (event) => this.tapped(event));
    document.addEventListener("scroll", () => this.hide(), { passive: true });
    document.addEventListener("click", (event) => {
      if (!this.body?.contains(event.target)) this.hide();
    });
  }

  tapped(event) {
    const piece = event.target.closest(".quote");
    if (!piece || wide.matches || event.target.closest("a") || !getSelection().isCollapsed) {
      this.hide();
      return;
    }
    this.textContent = this.words(piece);
    this.hidden = false;
    for (const one of this.body.querySelectorAll(".quote.is-shown")) {
      one.classList.remove("is-shown");
    }
    const id = CSS.escape(piece.dataset.quote);
    for (const one of this.body.querySelectorAll(`[data-quote="${id}"]`)) {
      one.classList.add("is-shown");
    }
    this.put(piece.getClientRects()[0]);
  }

  words(piece) {
    const name = piece.dataset.speaker;
    if (!name) return this.dataset.unknown;
    return piece.classList.contains("quote-unsure")
      ? this.dataset.unsure.replace("{name}", name)
      : name;
  }

  put(line) {
    const frame = (this.offsetParent ?? document.documentElement).getBoundingClientRect();
    const room = document.documentElement.clientWidth - this.offsetWidth - 12;
    const left = Math.max(12, Math.min(line.left, room));
    this.style.insetInlineStart = "auto";
    this.style.left = `${left - frame.left}px`;
    this.style.top = `${line.top - frame.top - this.offsetHeight - 4}px`;
  }

  hide() {
    this.hidden = true;
  }
}

customElements.define("speaker-tip", SpeakerTip);

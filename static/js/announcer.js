// Says in words, to those who do not see the page change, what happened.

class DeskAnnouncer extends HTMLElement {
  connectedCallback() {
    this.failed = () => this.say(this.dataset.failed);
    document.addEventListener("htmx:sendError", this.failed);
    document.addEventListener("htmx:timeout", this.failed);
  }

  disconnectedCallback() {
    document.removeEventListener("htmx:sendError", this.failed);
    document.removeEventListener("htmx:timeout", this.failed);
  }

  say(words) {
    // Emptied first: the same words twice are otherwise no change, and stay unspoken.
    this.textContent = "";
    clearTimeout(this.later);
    this.later = setTimeout(() => (this.textContent = words), 60);
  }
}

customElements.define("desk-announcer", DeskAnnouncer);

/** Have `words` read out by screen readers. */
export function announce(words) {
  if (words) document.querySelector("desk-announcer")?.say(words);
}

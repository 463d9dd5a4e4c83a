// A link to a text, with a button that copies what the link leads to. Without a script the
// link is there to open.

class CopyFrom extends HTMLElement {
  connectedCallback() {
    const link = this.querySelector("a");
    const button = this.querySelector("button");
    if (!link || !button || !navigator.clipboard) return;
    const words = button.textContent;
    button.hidden = false;
    button.addEventListener("click", async () => {
      try {
        const answer = await fetch(link.href, { credentials: "same-origin" });
        if (!answer.ok) throw new Error(answer.statusText);
        await navigator.clipboard.writeText(await answer.text());
      } catch {
        location.assign(link.href);
        return;
      }
      button.textContent = this.dataset.done;
      button.setAttribute("aria-live", "polite");
      setTimeout(() => (button.textContent = words), 2000);
    });
  }
}

customElements.define("copy-from", CopyFrom);

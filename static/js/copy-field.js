// A read-only field whose content a button copies. Without a script the field is there to
// copy from by hand.

class CopyField extends HTMLElement {
  connectedCallback() {
    const button = this.querySelector("button");
    const field = this.querySelector("input");
    if (!button || !field || !navigator.clipboard) return;
    const words = button.textContent;
    button.hidden = false;
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(field.value);
      } catch {
        field.select();
        return;
      }
      button.textContent = button.dataset.done;
      setTimeout(() => (button.textContent = words), 2000);
    });
    field.addEventListener("focus", () => field.select());
  }
}

customElements.define("copy-field", CopyField);

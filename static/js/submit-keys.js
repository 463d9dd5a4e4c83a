// Ctrl+Enter or Cmd+Enter in a text field sends its form.

class SubmitKeys extends HTMLElement {
  connectedCallback() {
    this.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      this.closest("form")?.requestSubmit();
    });
  }
}

customElements.define("submit-keys", SubmitKeys);

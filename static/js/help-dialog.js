// The sheet that tells the keys. A button opens it, and "?" while the article's text has
// the focus: a key that works everywhere would get in the way of speech input.

class HelpDialog extends HTMLElement {
  connectedCallback() {
    const sheet = this.querySelector("dialog");
    this.querySelector("button")?.addEventListener("click", () => sheet.showModal());
    sheet.addEventListener("click", (event) => {
      if (event.target === sheet) sheet.close();
    });
    document.getElementById("article-body")?.addEventListener("keydown", (event) => {
      if (event.key !== "?") return;
      event.preventDefault();
      sheet.showModal();
    });
  }
}

customElements.define("help-dialog", HelpDialog);

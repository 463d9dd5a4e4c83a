// Suggestions for one tag at a time in a field that holds several: browsers compare what they
// offer with all that was typed, so the tags before the last comma go in front of each offer.

class TagList extends HTMLElement {
  connectedCallback() {
    this.field = this.querySelector("input");
    this.list = document.getElementById(this.dataset.list);
    if (!this.field || !this.list) return;
    this.tags = [...this.list.options].map((option) => option.value);
    this.field.addEventListener("input", () => this.offer());
    this.field.addEventListener("focus", () => this.offer());
  }

  offer() {
    const typed = this.field.value.split(",");
    typed.pop();
    const taken = new Set(typed.map((tag) => tag.trim().toLowerCase()));
    const before = typed.length ? `${typed.map((tag) => tag.trim()).join(", ")}, ` : "";
    const options = this.tags
      .filter((tag) => !taken.has(tag.toLowerCase()))
      .map((tag) => Object.assign(document.createElement("option"), { value: before + tag }));
    this.list.replaceChildren(...options);
  }
}

customElements.define("tag-list", TagList);

// Tells those who listen how far something has come, at each step and not at each update.
import { announce } from "./announcer.js";

// Of the element before: updates replace it.
let step;

class SpokenProgress extends HTMLElement {
  connectedCallback() {
    if (step !== undefined && step !== this.dataset.step) announce(this.dataset.say);
    step = this.dataset.step;
  }
}

customElements.define("spoken-progress", SpokenProgress);

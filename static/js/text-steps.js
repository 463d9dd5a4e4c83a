// Going through a text sentence by sentence or word by word, and taking in more or less.
import { blockElements } from "./offsets.js";
import { reaches, sentencesOf, wordsOf } from "./sentences.js";

export class TextSteps {
  constructor(body) {
    this.body = body;
    this.unit = "sentences";
    this.anchor = this.focusAt = 0;
    this.read();
  }

  read() {
    const language = this.body.closest("[lang]")?.lang;
    const all = (cut) =>
      blockElements(this.body).flatMap((element) =>
        cut(element.textContent, language).map(([from, to]) => ({ element, from, to })),
      );
    this.sentences = all(sentencesOf);
    this.words = all(wordsOf);
  }

  /** What is gone through: sentences or words, each {element, from, to} in UTF-16 units. */
  get units() {
    return this[this.unit];
  }

  /** The unit that was reached last. */
  get here() {
    return this.units[this.focusAt];
  }

  /** The first and the last of what is chosen. */
  get ends() {
    const [low, high] = [this.anchor, this.focusAt].sort((a, b) => a - b);
    return [this.units[low], this.units[high]];
  }

  /** Choose the first sentence for which `found` is true, else the first one. */
  begin(found) {
    this.anchor = this.focusAt = Math.max(0, this.sentences.findIndex(found));
  }

  /** Go on by so many units; with `extend` what was chosen stays chosen. */
  step(unit, by, extend) {
    // The blocks may have been drawn anew since.
    if (!this.units[0].element.isConnected || !this.here.element.isConnected) this.read();
    if (unit !== this.unit && this.change(unit, by, extend)) return;
    this.focusAt = Math.max(0, Math.min(this.units.length - 1, this.focusAt + by));
    if (!extend) this.anchor = this.focusAt;
  }

  /** Take up what is chosen in other units; true when that was the step. */
  change(unit, by, extend) {
    const [first, last] = this.ends;
    const from = this[unit].findIndex((one) => reaches(one, first));
    const to = this[unit].findLastIndex((one) => reaches(last, one));
    if (from < 0 || to < from) return true;
    this.unit = unit;
    // Words of a sentence begin with its first, or its last; sentences around words are left.
    const isStep = unit === "words" && !extend;
    if (isStep) this.anchor = this.focusAt = by > 0 ? from : to;
    else [this.anchor, this.focusAt] = [from, extend || by > 0 ? to : from];
    return isStep;
  }
}

// Where a small thing stands on the page beside some words.

const GAP = 8;

// Something this tall would hide the words before those it is about.
const TALL = 160;

/**
 * Put `element` above the first line of `range`, or below the last: where there is room, and
 * below if it is tall.
 */
export function beside(element, range) {
  const lines = range ? [...range.getClientRects()].filter((line) => line.width > 0) : [];
  if (!lines.length) return;
  const frame = (element.offsetParent ?? document.documentElement).getBoundingClientRect();
  const [first, last] = [lines[0], lines.at(-1)];
  const above = first.top - element.offsetHeight - GAP;
  const fits = last.bottom + element.offsetHeight + GAP <= innerHeight;
  const isBelow = above < GAP || (fits && element.offsetHeight > TALL);
  const top = isBelow ? last.bottom + GAP : above;
  const room = document.documentElement.clientWidth - element.offsetWidth - GAP;
  const middle = first.left + Math.min(first.width, 320) / 2 - element.offsetWidth / 2;
  const left = Math.max(GAP, Math.min(middle, room));
  element.style.top = `${top - frame.top}px`;
  element.style.left = `${left - frame.left}px`;
}

/** Leave the place of `element` to the style sheet. */
export function dock(element) {
  element.style.removeProperty("top");
  element.style.removeProperty("left");
}

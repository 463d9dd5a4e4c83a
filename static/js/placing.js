// Where a small thing stands on the page beside some words.

const GAP = 8;

/** Put `element` above the first line of `range`, or below the last when there is no room. */
export function beside(element, range) {
  const lines = range ? [...range.getClientRects()].filter((line) => line.width > 0) : [];
  if (!lines.length) return;
  const frame = (element.offsetParent ?? document.documentElement).getBoundingClientRect();
  const [first, last] = [lines[0], lines.at(-1)];
  const above = first.top - element.offsetHeight - GAP;
  const top = above >= GAP ? above : last.bottom + GAP;
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

// From what is selected on the page to offsets in the article's text, and back.
//
// The text is the article's blocks joined by a blank line. Offsets sent to the server are
// Unicode code points; browsers count UTF-16 units, so units are used only in here.
// Nothing in this module listens or draws.

const BREAK = "\n\n";
const CONTEXT = 32;
const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/** Number of code points in `text`. */
export function codePoints(text) {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}

/** Units that the first `count` code points of `text` take. */
export function unitsOf(text, count) {
  let units = 0;
  for (const point of text) {
    if (count <= 0) break;
    units += point.length;
    count -= 1;
  }
  return units;
}

/** Move `start` and `end` (units) out to whole letters, then in past white space. */
export function snap(text, start, end) {
  const segments = graphemes.segment(text);
  const first = segments.containing(start);
  if (first) start = first.index;
  const last = end > start ? segments.containing(end - 1) : null;
  if (last) end = last.index + last.segment.length;
  while (start < end) {
    const { segment } = segments.containing(start);
    if (segment.trim() !== "") break;
    start += segment.length;
  }
  while (start < end) {
    const { index, segment } = segments.containing(end - 1);
    if (segment.trim() !== "") break;
    end = index;
  }
  return [start, end];
}

/**
 * The passage between two points of an article, or null if it holds no letter.
 * `blocks` are {start, text}, `start` being the block's first code point in the article;
 * `from` and `to` are {block, unit}: index of a block, UTF-16 units into its text.
 */
export function passage(blocks, from, to) {
  const starts = [];
  let text = "";
  for (const block of blocks) {
    starts.push(text.length + (starts.length ? BREAK.length : 0));
    text += (starts.length > 1 ? BREAK : "") + block.text;
  }
  const [low, high] = snap(text, starts[from.block] + from.unit, starts[to.block] + to.unit);
  if (low >= high) return null;
  const point = (unit) => {
    const index = starts.findLastIndex((start) => start <= unit);
    return blocks[index].start + codePoints(text.slice(starts[index], unit));
  };
  return {
    start: point(low),
    end: point(high),
    exact: text.slice(low, high),
    prefix: [...text.slice(Math.max(0, low - 4 * CONTEXT), low)].slice(-CONTEXT).join(""),
    suffix: [...text.slice(high, high + 4 * CONTEXT)].slice(0, CONTEXT).join(""),
  };
}

/** The elements within `body` that are blocks of the text. */
export function blockElements(body) {
  return [...body.querySelectorAll("[data-start]")];
}

/** The blocks `passage` works on, read from their elements. */
export function blocksOf(elements) {
  return elements.map((one) => ({ start: Number(one.dataset.start), text: one.textContent }));
}

/** Units from the start of `element` to a DOM point within it. */
function unitsBefore(element, node, offset) {
  const range = document.createRange();
  range.setStart(element, 0);
  range.setEnd(node, offset);
  return range.toString().length;
}

/** Where a DOM range starts and ends in `elements`, as points; null if it meets none. */
export function pointsOf(range, elements) {
  let from = null;
  let to = null;
  elements.forEach((element, block) => {
    if (!range.intersectsNode(element)) return;
    const inside = document.createRange();
    inside.selectNodeContents(element);
    const startsHere = inside.comparePoint(range.startContainer, range.startOffset) === 0;
    const endsHere = inside.comparePoint(range.endContainer, range.endOffset) === 0;
    const length = element.textContent.length;
    const low = startsHere ? unitsBefore(element, range.startContainer, range.startOffset) : 0;
    const high = endsHere ? unitsBefore(element, range.endContainer, range.endOffset) : length;
    if (low >= high) return;
    from ??= { block, unit: low };
    to = { block, unit: high };
  });
  return from && { from, to };
}

/** The passage a DOM range selects within `body`, or null. */
export function passageOf(range, body) {
  const elements = blockElements(body);
  const points = pointsOf(range, elements);
  return points && passage(blocksOf(elements), points.from, points.to);
}

/** The text node and offset that are `unit` units into `element`. */
export function domPoint(element, unit) {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  let node = walker.nextNode();
  let last = node;
  while (node) {
    if (unit <= node.data.length) return [node, unit];
    unit -= node.data.length;
    last = node;
    node = walker.nextNode();
  }
  return last ? [last, last.data.length] : [element, 0];
}

/** A DOM range over `start:end` (code points of the article) within `body`, or null. */
export function rangeOf(body, start, end) {
  const elements = blockElements(body);
  const holding = (point) => elements.findLast((one) => Number(one.dataset.start) <= point);
  const [first, last] = [holding(start), holding(Math.max(start, end - 1))];
  if (!first || !last) return null;
  const unit = (element, point) =>
    unitsOf(element.textContent, point - Number(element.dataset.start));
  const range = document.createRange();
  range.setStart(...domPoint(first, unit(first, start)));
  range.setEnd(...domPoint(last, unit(last, end)));
  return range;
}

// Where things that each want a place in a column go, so that none lies over another.

/**
 * The tops of boxes, each as near to what it wants as the others allow (least squares, the
 * order kept). `boxes` are {wanted, height, weight}; none goes above 0. Neighbours that would
 * overlap form a block, which stands where its boxes on average want it.
 */
export function arrange(boxes, gap) {
  const blocks = [];
  for (const { wanted, height, weight = 1 } of boxes) {
    let block = { size: height + gap, weight, sum: weight * wanted, count: 1 };
    while (blocks.length && topOf(blocks.at(-1)) + blocks.at(-1).size > topOf(block)) {
      const before = blocks.pop();
      block = {
        size: before.size + block.size,
        weight: before.weight + block.weight,
        // Its boxes stand lower in the block by the size of the one before.
        sum: before.sum + block.sum - block.weight * before.size,
        count: before.count + block.count,
      };
    }
    blocks.push(block);
  }
  return laidOut(blocks, boxes, gap);
}

function topOf({ sum, weight }) {
  return Math.max(0, sum / weight);
}

function laidOut(blocks, boxes, gap) {
  const tops = [];
  for (const block of blocks) {
    let top = topOf(block);
    for (let n = 0; n < block.count; n += 1) {
      const box = boxes[tops.length];
      tops.push(top);
      top += box.height + gap;
    }
  }
  return tops;
}

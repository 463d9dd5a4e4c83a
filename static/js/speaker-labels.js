// Which quotations carry their speaker's name in the margin: the first of a paragraph,
// and any later one by somebody else that does not begin on a line already labelled.

function labelBlock(block) {
  let speaker;
  let bottom = -Infinity;
  for (const quote of block.querySelectorAll(".quote[data-first]")) {
    const line = quote.getClientRects()[0];
    if (!line) continue;
    const same = quote.dataset.speaker === speaker && speaker !== undefined;
    // A label takes up to two short lines.
    const on = !quote.dataset.continues && !same && line.top >= bottom;
    quote.dataset.label = on ? "on" : "off";
    if (on) bottom = line.top + 34;
    speaker = quote.dataset.speaker ?? "";
  }
}

function label() {
  const body = document.getElementById("article-body");
  for (const block of body?.querySelectorAll("[data-start]") ?? []) labelBlock(block);
}

let frame;
function soon() {
  cancelAnimationFrame(frame);
  frame = requestAnimationFrame(label);
}

const body = document.getElementById("article-body");
if (body) new ResizeObserver(soon).observe(body);
document.addEventListener("htmx:afterSettle", soon);

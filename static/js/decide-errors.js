// What is said at a quotation when a decision about it did not reach the desk, or was refused
// because the session has ended. Answers with a reason of their own draw the card instead.

/** Say so in the card of the quotation, with the `words` for either case. */
export function tellFailures(words) {
  for (const kind of ["htmx:responseError", "htmx:sendError", "htmx:timeout"])
    document.addEventListener(kind, ({ detail }) => tell(detail, words));
}

function tell({ requestConfig, xhr }, { failed, signedOut }) {
  const [, quote] = /\/quotes\/([\w-]{36})\/decide\//.exec(requestConfig?.path) ?? [];
  if (!quote) return;
  const place = document.getElementById(`card-${quote}`) ?? document.querySelector("[data-card-body]");
  place?.querySelector(".card-refused")?.remove();
  const line = document.createElement("p");
  line.className = "card-refused";
  line.setAttribute("role", "alert");
  line.textContent = xhr?.status === 403 ? signedOut : failed;
  place?.prepend(line);
}

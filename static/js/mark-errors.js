// What the toolbar says when the server would not or could not mark.

/** Whether the answer means that the reader's session has ended. */
export function isSignedOut(xhr, { signInUrl }) {
  if (xhr.status === 403) return true;
  const answered = xhr.responseURL && new URL(xhr.responseURL).pathname;
  return answered === new URL(signInUrl, location.href).pathname;
}

/** Say in `place` why nothing was saved; a reason the server gave is left as it is. */
export function tell(place, xhr, words) {
  if (isSignedOut(xhr, words)) place.replaceChildren(`${words.signedOut} `, signInLink(words));
  else if (xhr.status !== 422 || !place.textContent.trim()) place.textContent = words.failed;
}

/** A link that leaves this page, and the note being written on it, where it is. */
function signInLink({ signIn, signInUrl }) {
  const link = document.createElement("a");
  link.href = signInUrl;
  link.target = "_blank";
  link.rel = "noopener";
  link.textContent = signIn;
  return link;
}

/** Send the form with today's token, and keep a sign-in page out of the article. */
export function careForSession(form, words) {
  form.addEventListener("htmx:configRequest", ({ detail }) => {
    // Signing in on another page has changed the token.
    const token = /(?:^|; )csrftoken=([^;]+)/.exec(document.cookie)?.[1];
    if (token) detail.parameters.csrfmiddlewaretoken = token;
  });
  form.addEventListener("htmx:beforeSwap", ({ detail }) => {
    if (isSignedOut(detail.xhr, words)) detail.shouldSwap = false;
  });
}

// The token of these pages, from the fragment of the address, for trying out a node: /#token=… keeps it in this tab, and
// /#token= forgets it.

const KEY = 'sluice.token';

let kept = '';

/** Returns the token; empty if there is none. */
export function token() {
  return kept;
}

/** Returns the headers of a request with the token. */
export function authorization() {
  return kept ? { Authorization: `Bearer ${kept}` } : {};
}

/** Takes a token out of the address, where it would be seen and copied. */
function take() {
  const given = new URLSearchParams(location.hash.slice(1)).get('token');
  if (given !== null) {
    history.replaceState(null, '', location.pathname + location.search);
  }
  try {
    kept = given ?? sessionStorage.getItem(KEY) ?? '';
    sessionStorage.setItem(KEY, kept);
  } catch {
    kept = given ?? ''; // if storage is forbidden, the token holds until the page is left
  }
  return given !== null;
}

take();
addEventListener('hashchange', () => take() && location.reload()); // the browser loads nothing for a new fragment

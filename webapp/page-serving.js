// The channels that the node serves, with links to those that the page does not show.

import { $, element } from './page-element.js';
import { channelsOf, matches } from './page-channels.js';

const MAX_SHOWN = 20;

let serving = null;
let asked = 0;

/**
 * Asks the node again what it serves, and shows the answer.
 *
 * @param use called with the answer, or null if there is none, as behind a proxy that keeps it inside; not called if it
 *   is asked again meanwhile
 */
export async function refreshServing(use) {
  const question = ++asked;
  const answer = await ask();
  if (question === asked) {
    serving = answer;
    show();
    use(serving);
  }
}

async function ask() {
  try {
    const response = await fetch('health/serving', { cache: 'no-store', signal: AbortSignal.timeout(5_000) });
    return response.ok ? await response.json() : null;
  } catch {
    return null;
  }
}

function show() {
  $('serving').hidden = !serving;
  if (!serving) {
    return;
  }
  const channels = channelsOf(serving);
  const more = channels.length - MAX_SHOWN;
  $('served').replaceChildren(
    ...channels.slice(0, MAX_SHOWN).map((channel) => element('li', {}, [link(channel)])),
    ...(more > 0 ? [element('li', { textContent: `and ${more.toLocaleString()} more` })] : []),
  );
}

/** Makes a link for a name, but not for a pattern. */
function link({ kind, name }) {
  return name.includes('*')
    ? element('code', { textContent: name })
    : element('a', { href: address(kind, name), textContent: name });
}

function address(kind, name) {
  return `?${new URLSearchParams({ [kind === 'queues' ? 'queue' : 'topic']: name })}`;
}

$('open-form').addEventListener('submit', (event) => {
  event.preventDefault();
  const wanted = $('open-name').value;
  const channels = channelsOf(serving);
  const found = channels.find(({ name }) => name === wanted) ?? channels.find(({ name }) => matches(name, wanted));
  if (found && !wanted.includes('*')) {
    location.search = address(found.kind, wanted);
  } else {
    $('open-name').setCustomValidity('No queue or topic that is served here has this name.');
    $('open-name').reportValidity();
  }
});

$('open-name').addEventListener('input', () => $('open-name').setCustomValidity(''));

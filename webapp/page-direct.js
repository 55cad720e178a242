// The id of the page's connection, and the form that sends a message to one connection, with the command that does the same.

import { $ } from './page-element.js';
import { directCommand } from './page-channels.js';
import { post } from './page-post.js';

const TOKEN_KEY = 'sluice.admin.token';

let own = ''; // the id of the page's connection, or of its last one
let serving = null;

/** @param {string} id of the page's connection; empty while there is none */
export function showConnectionId(id) {
  $('connection-id').textContent = id || '–';
  $('copy-connection').hidden = id === '';
  if (id !== '') {
    const isOwn = ['', own].includes($('direct-to').value);
    own = id;
    $('direct-to').value = isOwn ? id : $('direct-to').value;
    showCommand();
  }
}

/** @param newServing the answer of /health/serving, or null if not known */
export function showDirectCommand(newServing) {
  serving = newServing;
  showCommand();
}

function showCommand() {
  $('direct-command').textContent = directCommand($('direct-to').value.trim() || 'ID', 'hello', serving);
}

async function send() {
  const connection = $('direct-to').value.trim();
  const text = $('direct-text').value;
  const token = $('direct-token').value.trim();
  keepToken(token);
  $('direct-send').disabled = true;
  const url = `direct?${new URLSearchParams({ connection })}`;
  const { answer, refusal } = await post(url, text, token ? { Authorization: `Bearer ${token}` } : undefined);
  $('direct-send').disabled = false;
  $('direct-done').textContent = refusal ? '' : told(answer);
  $('direct-error').textContent = refusal?.detail ?? '';
  $('direct-error').hidden = !refusal;
  if (!refusal && $('direct-text').value === text) {
    $('direct-text').value = '';
  }
}

function told({ delivered }) {
  return delivered === 1 ? 'Sent.' : `Sent to ${delivered} connections.`;
}

/** The tab keeps the token, but no address and no other tab. */
function keepToken(token) {
  try {
    sessionStorage.setItem(TOKEN_KEY, token);
  } catch {
    // If storage is forbidden, the field has it until the page is left.
  }
}

function keptToken() {
  try {
    return sessionStorage.getItem(TOKEN_KEY) ?? '';
  } catch {
    return '';
  }
}

$('direct-token').value = keptToken();
$('direct-to').addEventListener('input', showCommand);
$('direct-form').addEventListener('submit', (event) => {
  event.preventDefault();
  send();
});
showCommand();

// The form that publishes to a channel, and the command that does the same. The form is shown only if publishing is on.

import { $, element } from './page-element.js';
import { publish, redisCommand } from './page-channels.js';

let serving = null;
const refused = new Map(); // by channel, why the node refuses to publish there; for the token of this page

/**
 * @param channels the ones to choose from
 * @param newServing the answer of /health/serving, or null if not known
 */
export function offerChannels(channels, newServing) {
  serving = newServing;
  const select = $('push-channel');
  const chosen = select.value;
  const values = channels.map(({ kind, name }) => `${kind} ${name}`);
  select.replaceChildren(...channels.map(({ name }, i) => element('option', { value: values[i], textContent: name })));
  if (values.includes(chosen)) {
    select.value = chosen;
  }
  select.disabled = channels.length === 0;
  $('push').hidden = !serving?.publish;
  showChosen();
}

/** @returns the chosen channel, or the default one while none is offered */
function chosenChannel() {
  const defaultQueue = serving ? (serving.queues.find((name) => !name.includes('*')) ?? 'NAME') : 'message_list';
  const [kind, ...name] = ($('push-channel').value || `queues ${defaultQueue}`).split(' ');
  return { kind, name: name.join(' ') };
}

function showChosen() {
  $('command').textContent = redisCommand(chosenChannel(), 'Hello', serving);
  const refusal = refused.get($('push-channel').value) ?? '';
  for (const id of ['push-text', 'push-send']) {
    $(id).disabled = $('push-channel').disabled || refusal !== '';
  }
  showError(refusal);
}

function showError(text) {
  $('push-error').textContent = text;
  $('push-error').hidden = text === '';
}

async function push() {
  const channel = chosenChannel();
  const { value } = $('push-channel');
  const text = $('push-text').value;
  $('push-send').disabled = true;
  const refusal = await publish(channel, text);
  if (refusal?.status === 401 || refusal?.status === 403) {
    refused.set(value, refusal.detail); // the same for every text, until the page has another token
  }
  showChosen();
  showError(refusal?.detail ?? '');
  $('push-done').textContent = refusal ? '' : `Pushed to ${channel.name}.`;
  if (!refusal && $('push-text').value === text) {
    $('push-text').value = '';
  }
}

$('push-form').addEventListener('submit', (event) => {
  event.preventDefault();
  push();
});

$('push-text').addEventListener('keydown', (event) => {
  if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    $('push-form').requestSubmit($('push-send'));
  }
});

$('push-channel').addEventListener('change', () => {
  $('push-done').textContent = '';
  showChosen();
});

import { $ } from './page-element.js';
import { KINDS, channelsOf } from './page-channels.js';
import { showConnectionId, showDirectCommand } from './page-direct.js';
import { addMessage } from './page-messages.js';
import { offerChannels } from './page-push.js';
import { refreshServing } from './page-serving.js';
import { Sluice } from './sluice.js';
import { token } from './token.js';

const HEALTH_INTERVAL_MS = 5_000;

const asked = new URLSearchParams(location.search);
const wanted = { queues: asked.getAll('queue'), topics: asked.getAll('topic') };
const clock = new Intl.DateTimeFormat(undefined, {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
});

// ---- The stream

let source;
let node = ''; // while the stream is open
let channels = channelsOf({ queues: wanted.queues, topics: [], pubsubTopics: [] }); // as far as is known
let retryAt = 0;
let seenId = ''; // of the last event: one without an id of its own comes with the same

function connect() {
  source = new Sluice({ url: 'sse', ...wanted, ...(token() && { getToken: token }) });
  source.addEventListener('state', (event) => event.detail && showState(event.detail));
  source.addEventListener('sluice:connected', (event) => showConnected(JSON.parse(event.data)));
  source.addEventListener('message', (event) => addMessage(event.data, isDirect(event)));
  for (const type of ['sluice:connected', 'sluice:placed', 'message']) {
    source.addEventListener(type, ({ lastEventId }) => (seenId = lastEventId));
  }
  showState(source);
}

/** Returns true for a message without an id, unless it may be of a pub/sub topic, whose messages have none either. */
function isDirect({ lastEventId }) {
  return lastEventId === seenId && !channels.some(({ kind }) => kind === 'pubsubTopics');
}

function showState({ state, delay = 0, problem, reason }) {
  refusal = problem ? `The stream is refused: ${problem.detail ?? problem.status}`
    : reason === 'topic-ended' ? 'The topic has ended.' : reason ? 'An operator ended the stream.' : '';
  $('state').textContent = state;
  $('stream').dataset.state = state;
  $('toggle').textContent = state === 'closed' ? 'Connect' : 'Disconnect';
  retryAt = state === 'waiting' ? Date.now() + delay : 0;
  if (state !== 'open') {
    showNode('');
    showConnectionId('');
    checkHealth();
  }
  showTrouble();
}

function showConnected(connected) {
  showNode(connected.node);
  showConnectionId(connected.connection);
  channels = channelsOf(connected);
  for (const kind of KINDS) {
    $(kind).textContent = connected[kind].join(', ');
    $(kind).parentElement.hidden = connected[kind].length === 0;
  }
  checkHealth();
  showServing();
}

function showServing() {
  refreshServing((serving) => {
    offerChannels(channels, serving);
    showDirectCommand(serving);
  });
}

function showNode(name) {
  node = name;
  $('node').textContent = name || '–';
}

$('toggle').addEventListener('click', () => {
  if (source.state === 'closed') {
    connect();
  } else {
    source.close();
  }
});

// ---- Health

let reasons = [];
let healthy = false;
let refusal = ''; // of the stream, for good
let asking = false;
let askAgain = false; // after a change meanwhile

async function checkHealth() {
  askAgain = asking;
  if (asking) {
    return;
  }
  asking = true;
  try {
    const response = await fetch('health/ready', { cache: 'no-store', signal: AbortSignal.timeout(HEALTH_INTERVAL_MS) });
    const isTold = response.headers.get('Content-Type')?.startsWith('application/json');
    if (!isTold && response.status >= 500) {
      throw new Error('a proxy answers for the node');
    }
    const health = isTold ? await response.json() : { reasons: [] }; // a proxy may keep it inside
    healthy = response.ok || !isTold;
    reasons = health.reasons;
    // Behind a load balancer, another node than the stream's may answer.
    const elsewhere = node !== '' && health.node !== node;
    $('browsers').textContent = health.connections === undefined ? '–'
      : health.connections.toLocaleString() + (elsewhere ? ` (on ${health.node})` : '');
  } catch {
    healthy = false;
    reasons = ['The node does not answer.'];
    $('browsers').textContent = '–';
  }
  asking = false;
  showTrouble();
  if (askAgain) {
    checkHealth();
  }
}

function showTrouble() {
  const lines = [...reasons];
  if (refusal) {
    lines.push(refusal);
  } else if (healthy && source.state === 'waiting') {
    lines.push('The stream fails.');
  }
  if (retryAt > Date.now() && Number.isFinite(retryAt)) {
    lines.push(`The next attempt is at ${clock.format(retryAt)}.`);
  }
  const text = lines.join('\n');
  if ($('trouble').textContent !== text) {
    $('trouble').textContent = text; // a change is read out, so there is none without a reason
  }
}

setInterval(() => document.hidden || checkHealth(), HEALTH_INTERVAL_MS);

// ---- Copying

for (const button of document.querySelectorAll('[data-copy]')) {
  button.addEventListener('click', async () => {
    const code = $(button.dataset.copy);
    getSelection().selectAllChildren(code);
    try {
      await navigator.clipboard.writeText(code.textContent);
    } catch {
      document.execCommand('copy'); // over plain HTTP there is no other clipboard
    }
    button.textContent = 'Copied';
    setTimeout(() => (button.textContent = 'Copy'), 1_500);
  });
}

showServing();
connect();

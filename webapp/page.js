import { Sluice } from './sluice.js';

const MAX_SHOWN = 200;
const HEALTH_INTERVAL_MS = 5_000;
const MAX_FORMATTED_CHARS = 20_000;
const MAX_INDENT = 40;

const $ = (id) => document.getElementById(id);
const wanted = new URLSearchParams(location.search).getAll('queue');
const seconds = { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' };
const clock = new Intl.DateTimeFormat(undefined, seconds);
const fineClock = new Intl.DateTimeFormat(undefined, { ...seconds, fractionalSecondDigits: 3 });

// ---- The stream

let source;
let node = ''; // while the stream is open
let served = []; // queues, as far as is known
let retryAt = 0;

function connect() {
  source = new Sluice({ url: 'sse', queues: wanted });
  source.addEventListener('state', (event) => showState(event.detail));
  source.addEventListener('sluice:connected', (event) => showConnected(JSON.parse(event.data)));
  source.addEventListener('message', (event) => addMessage(event.data));
  showState(source);
}

function showState({ state, delay = 0 }) {
  $('state').textContent = state;
  $('stream').dataset.state = state;
  $('toggle').textContent = state === 'closed' ? 'Connect' : 'Disconnect';
  retryAt = state === 'waiting' ? Date.now() + delay : 0;
  if (state !== 'open') {
    showNode('');
    checkHealth();
  }
  showTrouble();
}

function showConnected(connected) {
  showNode(connected.node);
  served = connected.queues;
  $('queues').textContent = served.join(', ');
  offerQueues(served);
  checkHealth();
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

// ---- Messages: collected for a moment, since a burst must not lay the page out for each of them

let count = 0;
let arrived = [];

function addMessage(payload) {
  count++;
  if (arrived.length === 0) {
    setTimeout(showArrived, 16);
  }
  arrived.push({ number: count, at: new Date(), payload });
  if (arrived.length > MAX_SHOWN) {
    arrived.shift();
  }
}

function showArrived() {
  const list = $('messages');
  list.prepend(...arrived.reverse().map(messageItem));
  arrived = [];
  while (list.children.length > MAX_SHOWN) {
    list.lastElementChild.remove();
  }
  $('empty').hidden = true;
  $('count').dataset.count = count;
  $('count').textContent =
    count.toLocaleString() + (count > MAX_SHOWN ? ` so far, the last ${MAX_SHOWN} shown` : ' so far');
}

function messageItem({ number, at, payload }) {
  const item = element('li', { value: number });
  item.dataset.message = number;
  const time = element('time', { dateTime: at.toISOString(), textContent: fineClock.format(at) });
  const text = element('pre', { className: 'payload', textContent: payload, dir: 'auto' });
  item.append(time, text);
  const formatted = formatJson(payload);
  if (formatted !== null) {
    item.append(formatButton(text, formatted));
  }
  return item;
}

/** The payload stays as it came; what is formatted is shown in its place on demand. */
function formatButton(text, formatted) {
  const pretty = element('pre', { className: 'formatted', textContent: formatted, hidden: true });
  text.after(pretty);
  const button = element('button', { type: 'button', className: 'quiet', textContent: 'Format' });
  button.setAttribute('aria-pressed', 'false');
  button.addEventListener('click', () => {
    text.hidden = !text.hidden;
    pretty.hidden = !text.hidden;
    button.setAttribute('aria-pressed', String(text.hidden));
  });
  return button;
}

/** @returns the JSON over several lines, or null where the text is no JSON or gains nothing from it */
function formatJson(text) {
  if (text.length > MAX_FORMATTED_CHARS || !/^\s*[[{]/.test(text)) {
    return null;
  }
  try {
    JSON.parse(text);
  } catch {
    return null;
  }
  const formatted = indentJson(text);
  return formatted.includes('\n') && formatted !== text.trim() ? formatted : null;
}

/** Changes white space only: to parse and write it anew would change long numbers and escapes. */
function indentJson(text) {
  const tokens = text.match(/"(?:\\.|[^"\\])*"|[[\]{},:]|[^\s"[\]{},:]+/g);
  let depth = 0;
  const newLine = (step) => '\n' + '  '.repeat(Math.min((depth += step), MAX_INDENT));
  return tokens
    .map((token, i) => {
      if (/^[[{]$/.test(token)) return /^[\]}]$/.test(tokens[i + 1]) ? token : token + newLine(1);
      if (/^[\]}]$/.test(token)) return /^[[{]$/.test(tokens[i - 1]) ? token : newLine(-1) + token;
      return token === ',' ? ',' + newLine(0) : token === ':' ? ': ' : token;
    })
    .join('');
}

// ---- Health

let reasons = [];
let healthy = false;
let asking = false;

async function checkHealth() {
  if (asking) {
    return;
  }
  asking = true;
  try {
    const response = await fetch('health/ready', { cache: 'no-store', signal: AbortSignal.timeout(HEALTH_INTERVAL_MS) });
    const health = await response.json();
    healthy = response.ok;
    reasons = health.reasons;
    // Behind a load balancer another node than the stream's may answer.
    const elsewhere = node !== '' && health.node !== node;
    $('browsers').textContent = health.connections.toLocaleString() + (elsewhere ? ` (on ${health.node})` : '');
  } catch {
    healthy = false;
    reasons = ['The node does not answer.'];
    $('browsers').textContent = '–';
  }
  asking = false;
  showTrouble();
}

function showTrouble() {
  const lines = [...reasons];
  if (healthy && source.state === 'waiting') {
    lines.push(
      'The node is ready, but the stream to it fails.' +
        (wanted.length > 0 ? ` Does it serve ${wanted.join(', ')}?` : ''),
    );
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

// ---- Pushing

function offerQueues(queues) {
  const select = $('push-queue');
  const chosen = select.value;
  select.replaceChildren(...queues.map((queue) => element('option', { value: queue, textContent: queue })));
  if (queues.includes(chosen)) {
    select.value = chosen;
  }
  const none = queues.length === 0;
  select.disabled = none;
  $('push-send').disabled = none;
  $('command').textContent = redisCommand(select.value || 'message_list', 'Hello');
}

async function push() {
  const queue = $('push-queue').value;
  const text = $('push-text').value;
  $('push-send').disabled = true;
  const refusal = await post(queue, text);
  $('push-send').disabled = false;

  $('push-done').textContent = refusal ? '' : `Pushed to ${queue}.`;
  $('push-error').textContent = refusal?.detail ?? '';
  $('push-error').hidden = !refusal;
  $('push-command').textContent = redisCommand(queue, text);
  $('push-instead').hidden = refusal?.status !== 403 || !served.includes(queue);
  if (!refusal && $('push-text').value === text) {
    $('push-text').value = '';
  }
}

/** @returns the problem, or null */
async function post(queue, text) {
  try {
    const name = encodeURIComponent(queue).replaceAll('%2F', '/'); // servers refuse a slash that is encoded
    const response = await fetch(`queues/${name}`, {
      method: 'POST',
      headers: { 'Content-Type': 'text/plain; charset=utf-8' },
      body: text,
    });
    if (response.ok) {
      return null;
    }
    const isProblem = response.headers.get('Content-Type')?.startsWith('application/problem+json');
    const problem = isProblem ? await response.json() : {};
    return { status: response.status, detail: problem.detail ?? `Not pushed: the answer was ${response.status}.` };
  } catch {
    return { status: 0, detail: 'Not pushed: the node does not answer.' };
  }
}

function redisCommand(queue, text) {
  const quote = (word) => `'${word.replaceAll("'", String.raw`'\''`)}'`;
  return `redis-cli LPUSH ${/^[\w.:-]+$/.test(queue) ? queue : quote(queue)} ${quote(text)}`;
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

$('push-queue').addEventListener('change', () => {
  $('command').textContent = redisCommand($('push-queue').value, 'Hello');
});

// ---- Copying

for (const button of document.querySelectorAll('[data-copy]')) {
  button.addEventListener('click', async () => {
    const code = $(button.dataset.copy);
    getSelection().selectAllChildren(code);
    try {
      await navigator.clipboard.writeText(code.textContent);
    } catch {
      document.execCommand('copy'); // over plain HTTP there is no clipboard but this
    }
    button.textContent = 'Copied';
    setTimeout(() => (button.textContent = 'Copy'), 1_500);
  });
}

function element(name, properties) {
  return Object.assign(document.createElement(name), properties);
}

offerQueues(wanted);
connect();

import { Sluice } from './sluice.js';

const MAX_SHOWN = 200;
const HEALTH_INTERVAL_MS = 5_000;
const MAX_FORMATTED_CHARS = 20_000;
const MAX_INDENT = 40;

const $ = (id) => document.getElementById(id);
const asked = new URLSearchParams(location.search);
const wanted = { queues: asked.getAll('queue'), topics: asked.getAll('topic') };
const seconds = { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' };
const clock = new Intl.DateTimeFormat(undefined, seconds);
const fineClock = new Intl.DateTimeFormat(undefined, { ...seconds, fractionalSecondDigits: 3 });

// What each kind of channel is posted to, and pushed to in Redis.
const KINDS = {
  queues: { path: 'queues', command: (name, text) => `LPUSH ${name} ${text}` },
  topics: { path: 'topics', command: (name, text) => `XADD ${name} '*' data ${text}` },
  pubsubTopics: { path: 'topics', command: (name, text) => `PUBLISH ${name} ${text}` },
};

const channels = (named) => Object.keys(KINDS).flatMap((kind) => named[kind].map((name) => ({ kind, name })));

// ---- The stream

let source;
let node = ''; // while the stream is open
let served = []; // channels, as far as is known: their names and kinds
let retryAt = 0;

function connect() {
  source = new Sluice({ url: 'sse', ...wanted });
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
  served = channels(connected);
  for (const kind of Object.keys(KINDS)) {
    const names = served.filter((channel) => channel.kind === kind).map((channel) => channel.name);
    $(kind).textContent = names.join(', ');
    $(kind).parentElement.hidden = names.length === 0;
  }
  offerChannels(served);
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
let refusal = ''; // of the stream
let asking = false;

async function checkHealth() {
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
    // Behind a load balancer another node than the stream's may answer.
    const elsewhere = node !== '' && health.node !== node;
    $('browsers').textContent = health.connections === undefined ? '–'
      : health.connections.toLocaleString() + (elsewhere ? ` (on ${health.node})` : '');
    refusal = healthy && source.state === 'waiting' ? await askWhy() : '';
  } catch {
    healthy = false;
    reasons = ['The node does not answer.'];
    $('browsers').textContent = '–';
  }
  asking = false;
  showTrouble();
}

/** @returns why the stream is refused, which an EventSource does not tell; empty if it is not */
async function askWhy() {
  const named = [...wanted.queues.map((name) => ['queue', name]), ...wanted.topics.map((name) => ['topic', name])];
  const url = `sse?${new URLSearchParams(named)}`;
  const options = { cache: 'no-store', signal: AbortSignal.timeout(HEALTH_INTERVAL_MS) };
  // A stream that is opened only to look would take messages.
  if ((await fetch(url, { ...options, method: 'HEAD' })).status < 400) {
    return '';
  }
  const response = await fetch(url, options);
  const isProblem = response.headers.get('Content-Type')?.startsWith('application/problem+json');
  if (isProblem) {
    return (await response.json()).detail;
  }
  response.body?.cancel(); // it may be a stream by now
  return response.ok ? '' : `The stream is refused: the answer is ${response.status}.`;
}

function showTrouble() {
  const lines = [...reasons];
  if (healthy && source.state === 'waiting') {
    lines.push(refusal || 'The stream fails.');
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

function offerChannels(offered) {
  const select = $('push-channel');
  const chosen = select.value;
  const values = offered.map(({ kind, name }) => `${kind} ${name}`);
  select.replaceChildren(...offered.map(({ name }, i) => element('option', { value: values[i], textContent: name })));
  if (values.includes(chosen)) {
    select.value = chosen;
  }
  const none = offered.length === 0;
  select.disabled = none;
  $('push-send').disabled = none;
  showCommand();
}

/** @returns the channel that is chosen, or the default one while none is offered */
function chosenChannel() {
  const [kind, ...name] = ($('push-channel').value || 'queues message_list').split(' ');
  return { kind, name: name.join(' ') };
}

function showCommand() {
  $('command').textContent = redisCommand(chosenChannel(), 'Hello');
}

async function push() {
  const channel = chosenChannel();
  const text = $('push-text').value;
  $('push-send').disabled = true;
  const refusal = await post(channel, text);
  $('push-send').disabled = false;

  $('push-done').textContent = refusal ? '' : `Pushed to ${channel.name}.`;
  $('push-error').textContent = refusal?.detail ?? '';
  $('push-error').hidden = !refusal;
  $('push-command').textContent = redisCommand(channel, text);
  const isServed = served.some(({ kind, name }) => kind === channel.kind && name === channel.name);
  $('push-instead').hidden = refusal?.status !== 403 || !isServed;
  if (!refusal && $('push-text').value === text) {
    $('push-text').value = '';
  }
}

/** @returns the problem, or null */
async function post(channel, text) {
  try {
    const name = encodeURIComponent(channel.name).replaceAll('%2F', '/'); // servers refuse a slash that is encoded
    const response = await fetch(`${KINDS[channel.kind].path}/${name}`, {
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

function redisCommand({ kind, name }, text) {
  const quote = (word) => `'${word.replaceAll("'", String.raw`'\''`)}'`;
  return `redis-cli ${KINDS[kind].command(/^[\w.:-]+$/.test(name) ? name : quote(name), quote(text))}`;
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

$('push-channel').addEventListener('change', showCommand);

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

offerChannels(channels({ queues: wanted.queues, topics: [], pubsubTopics: [] }));
connect();

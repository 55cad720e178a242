import { History } from './chat-history.js';
import { ChatLog } from './chat-log.js';
import { isAfter, parseMessage } from './chat-message.js';
import { claimedName, onNewName } from './chat-name.js';
import { Outbox } from './chat-outbox.js';
import { Presence } from './chat-presence.js';
import { keep, recall } from './chat-store.js';
import { Sluice } from './sluice.js';
import { token } from './token.js';

const HISTORY = 50;
const HISTORY_SETTLES_MS = 1_000;
const MAX_KEYS = 4_000;
const MAX_OWN = 200;

const $ = (id) => document.getElementById(id);
const room = new URLSearchParams(location.search).get('room') || 'chat';
const path = `topics/${encodeURIComponent(room).replaceAll('%2F', '/')}`; // servers refuse an encoded slash
const ownIds = `sluice.chat.own.${room}`; // where they are kept

const title = `${room} · Sluice`;
$('room').textContent = room;
document.title = title;

const log = new ChatLog({
  log: $('log'),
  list: $('talk'),
  jump: $('jump'),
  onUnseen: showUnseen,
  onTrim: () => earlier.offer(),
});
const earlier = new History({
  log,
  button: $('earlier'),
  root: $('log'),
  url: `${path}/events`,
  show: (messages) => log.addEarlier(messages.filter(isNew).map(withOwn)),
});
const outbox = new Outbox({ list: $('pending'), url: path, onRefusal: showRefusal });
const presence = new Presence({
  root: $('who'),
  count: $('who-count'),
  names: $('who-names'),
  list: $('who-list'),
  rest: $('who-rest'),
  off: $('who-off'),
  url: `${path}/presence`,
});

// ---- The stream

const source = new Sluice({
  url: 'sse',
  topics: [room],
  last: HISTORY,
  as: claimedName(),
  ...(token() && { getToken: token }),
});
source.addEventListener('state', (event) => event.detail && showState(event.detail));
source.addEventListener('sluice:connected', (event) => showConnected(JSON.parse(event.data)));
source.addEventListener('sluice:gap', (event) => showGap(JSON.parse(event.data)));
source.addEventListener('sluice:joined', (event) => presence.join(JSON.parse(event.data)));
source.addEventListener('sluice:left', (event) => presence.leave(JSON.parse(event.data)));
source.addEventListener('message', (event) => arrive(parseMessage(event)));
onNewName(() => (source.as = claimedName()));
showState(source);

function showState({ state, problem, reason }) {
  $('state').textContent = state;
  $('stream').dataset.state = state;
  if (state !== 'open') {
    delete $('stream').dataset.node;
  }
  if (state === 'closed') {
    const why = reason === 'ended' ? 'an operator ended the stream.' : (problem?.detail ?? problem?.status);
    $('trouble').textContent = reason === 'topic-ended' ? 'The conversation has ended.' : `The room is closed to you: ${why}`;
  } else if (state === 'open') {
    $('trouble').textContent = '';
  } else if (state === 'waiting') {
    $('trouble').textContent = 'The room cannot be reached; missed messages come later.';
  }
}

function showConnected({ node }) {
  $('stream').dataset.node = node;
  $('stream').title = `Node ${node}`;
  presence.ask();
  setTimeout(() => {
    $('log').ariaBusy = 'false'; // from now on new messages are read out
    $('empty').hidden = !log.isEmpty;
  }, HISTORY_SETTLES_MS);
}

function showGap({ from, to }) {
  if (isAfter(from, to)) {
    // The room began anew: all shown messages are gone.
    arrived = [];
    keys.clear();
    log.clear();
    arrive('The room was emptied.');
  } else {
    arrive('Some messages are missing here: the room no longer has them.');
  }
  outbox.forgetBefore(to);
  presence.ask();
}

// ---- Messages: collected for a moment, since a burst must not lay the page out for each of them

let arrived = [];
const keys = new Map(); // each with the id of the first message that had it
const own = new Set(JSON.parse(recall(ownIds) ?? '[]'));

function arrive(messageOrNote) {
  if (arrived.length === 0) {
    setTimeout(showArrived, 16);
  }
  arrived.push(messageOrNote);
}

function showArrived() {
  const isFirst = log.isEmpty;
  let messages = [];
  for (const one of arrived) {
    if (typeof one === 'string') {
      log.add(messages);
      log.note(one);
      messages = [];
    } else if (isNew(one)) {
      messages.push(withOwn(one));
    }
  }
  arrived = [];
  log.add(messages);
  $('empty').hidden = true;
  if (isFirst) {
    earlier.offer();
  }
}

/** Shows a message once that was sent twice because the first answer was lost. */
function isNew({ id, key }) {
  const first = keys.get(key);
  if (key === '' || first === id) {
    return true;
  }
  if (first === undefined) {
    keys.set(key, id);
    forgetOldest(keys, MAX_KEYS);
  }
  return first === undefined;
}

function withOwn(message) {
  if (outbox.settle(message)) {
    showAlert('');
    own.add(message.id);
    forgetOldest(own, MAX_OWN);
    keep(ownIds, JSON.stringify([...own]));
  }
  return { ...message, own: own.has(message.id) };
}

function forgetOldest(collection, bound) {
  if (collection.size > bound) {
    collection.delete(collection.keys().next().value);
  }
}

function showUnseen(count) {
  document.title = count === 0 ? title : `(${count}) ${title}`;
}

// ---- Writing

$('composer').addEventListener('submit', (event) => {
  event.preventDefault();
  const text = $('text').value.trim();
  if (text === '') {
    return;
  }
  if (outbox.isFull) {
    showAlert('Too many messages are on their way. Try again or discard them first.');
    return;
  }
  showAlert('');
  outbox.send($('me').textContent, text);
  $('text').value = '';
  $('text').focus(); // on a phone the keyboard stays
  $('empty').hidden = true;
  log.toEnd();
});

$('text').addEventListener('keydown', (event) => {
  if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    $('composer').requestSubmit();
  }
});

function showRefusal({ status, detail }) {
  showAlert(
    status === 403 && detail.includes('SLUICE_HTTP_PUBLISH')
      ? `Nobody can write here: that needs SLUICE_HTTP_PUBLISH=on. Applications can: redis-cli XADD ${room} '*' data Hello`
      : detail,
  );
}

function showAlert(text) {
  $('alert').textContent = text;
  $('alert').hidden = text === '';
}

// iOS lays its keyboard over the page, and does not make the page smaller.
const viewport = globalThis.visualViewport;
viewport?.addEventListener('resize', () => {
  if (viewport.scale === 1) {
    document.body.style.setProperty('--height', `${viewport.height}px`);
    scrollTo(0, 0);
  }
});

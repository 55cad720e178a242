import { fillText, shorten } from './chat-message.js';

const MAX_SHOWN = 500;
const MAX_SHOWN_READING = 2_000; // while the reader has scrolled up
const TOGETHER_MS = 5 * 60_000;
const TONES = 6;
const NEAR_END_PX = 48;

const time = new Intl.DateTimeFormat(undefined, { hour: 'numeric', minute: '2-digit' });
const exact = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'medium' });
const day = new Intl.DateTimeFormat(undefined, { weekday: 'long', day: 'numeric', month: 'long' });
const dayAndYear = new Intl.DateTimeFormat(undefined, { dateStyle: 'full' });

/** @typedef {import('./chat-message.js').Message} Message */

/** The messages on the page, oldest first. It stays at the end unless the reader has scrolled up. */
export class ChatLog {
  #log;
  #list;
  #jump;
  #onUnseen;
  #onTrim;
  #atEnd = true;
  /** Where the log was scrolled to last. */
  #top = 0;
  #unseen = 0;
  /** @type {WeakMap<Element, Message & { own: boolean }>} */ #shown = new WeakMap();

  /**
   * @param {{ log: HTMLElement, list: HTMLElement, jump: HTMLElement, onUnseen: (count: number) => void,
   *   onTrim: () => void }} parts the element that scrolls, the list in it, the button that leads to its end, a function
   *   told how many are below, and one told that old ones were removed
   */
  constructor({ log, list, jump, onUnseen, onTrim }) {
    this.#log = log;
    this.#list = list;
    this.#jump = jump;
    this.#onUnseen = onUnseen;
    this.#onTrim = onTrim;
    log.addEventListener('scroll', () => this.#scrolled(), { passive: true });
    jump.addEventListener('click', () => {
      this.toEnd();
      log.focus({ preventScroll: true });
    });
    const follow = new ResizeObserver(() => this.stay());
    for (const part of [log, ...log.children]) follow.observe(part);
  }

  get isEmpty() {
    return this.#list.childElementCount === 0;
  }

  /** Returns true if there is no room for earlier messages. */
  get isFull() {
    return this.#list.childElementCount >= MAX_SHOWN_READING;
  }

  /** Returns the id of the oldest message, or ''. */
  get oldestId() {
    return this.#list.querySelector('[data-id]')?.dataset.id ?? '';
  }

  /** @param {(Message & { own: boolean })[]} messages those to show below the others */
  add(messages) {
    this.#append(messages.map((message) => this.#item(message)));
    if (!this.#atEnd) {
      this.#tell(this.#unseen + messages.filter(({ own }) => !own).length);
    }
  }

  /** @param {(Message & { own: boolean })[]} messages those to show above the others, which stay in place */
  addEarlier(messages) {
    const height = this.#log.scrollHeight;
    this.#list.prepend(...messages.map((message) => this.#item(message)));
    for (const item of [...this.#list.children].slice(0, messages.length + 1)) {
      this.#adjoin(item, item.previousElementSibling);
    }
    this.#log.scrollTop += this.#log.scrollHeight - height;
    this.stay();
  }

  /** Removes all messages. */
  clear() {
    this.#list.replaceChildren();
    this.#tell(0);
  }

  /** @param {string} text a line of the page's own */
  note(text) {
    this.#append([element('li', { className: 'note', textContent: text })]);
  }

  /** Shows the end. */
  toEnd() {
    this.#atEnd = true;
    this.stay();
    this.#tell(0);
  }

  /** Stays at the end, if it was there, after a change of size. */
  stay() {
    if (this.#atEnd) {
      this.#log.scrollTop = this.#log.scrollHeight;
      this.#top = this.#log.scrollTop;
    }
  }

  #append(items) {
    for (const item of items) {
      this.#adjoin(item, this.#list.lastElementChild);
      this.#list.append(item);
    }
    this.#trim();
    this.stay();
  }

  #trim() {
    const surplus = this.#list.childElementCount - (this.#atEnd ? MAX_SHOWN : MAX_SHOWN_READING);
    if (surplus <= 0) {
      return;
    }
    const height = this.#log.scrollHeight;
    for (let i = 0; i < surplus; i++) this.#list.firstElementChild.remove();
    this.#adjoin(this.#list.firstElementChild, null);
    this.#log.scrollTop -= height - this.#log.scrollHeight;
    this.#onTrim();
  }

  #scrolled() {
    const { scrollHeight, scrollTop, clientHeight } = this.#log;
    const isNearEnd = scrollHeight - scrollTop - clientHeight < NEAR_END_PX;
    // Only readers scroll up. Sizes may change before the event of a scroll to the end comes.
    this.#atEnd = isNearEnd || (this.#atEnd && scrollTop >= this.#top);
    this.#top = scrollTop;
    if (this.#atEnd) {
      this.#tell(0);
    }
    this.#jump.hidden = this.#atEnd;
  }

  #tell(unseen) {
    this.#unseen = unseen;
    this.#jump.textContent = unseen === 0 ? '↓ Latest' : `↓ ${unseen} new ${unseen === 1 ? 'message' : 'messages'}`;
    this.#jump.classList.toggle('quiet', unseen === 0);
    this.#onUnseen(unseen);
  }

  #item(message) {
    const item = messageItem(message);
    this.#shown.set(item, message);
    return item;
  }

  /** A day stands above its first message, and a name above the first of several in a row. */
  #adjoin(item, previous) {
    const message = item && this.#shown.get(item);
    if (!message) {
      return;
    }
    const before = previous && this.#shown.get(previous);
    const isNewDay = message.at !== null && before?.at?.toDateString() !== message.at.toDateString();
    item.querySelector('.day').hidden = !isNewDay;
    const isTogether =
      !isNewDay && before?.name === message.name && before.own === message.own && message.at - before.at < TOGETHER_MS;
    item.classList.toggle('joined', Boolean(isTogether));
  }
}

/** @param {Message & { own: boolean }} message */
export function messageItem({ id, at, name, text, own }) {
  const item = element('li', { className: own ? 'own' : name === null ? 'application' : '' });
  item.dataset.id = id;
  item.dataset.tone = name === null ? '' : toneOf(name);
  const from = element('bdi', { className: 'from', textContent: own ? 'You' : shorten(name ?? 'Application') });
  const bubble = element('div', { className: 'bubble' });
  const words = element('p', { className: 'text', dir: 'auto' });
  fillText(words, text);
  bubble.append(words);
  item.append(dayOf(at), from, bubble);
  if (at !== null) {
    bubble.append(
      element('time', { dateTime: at.toISOString(), textContent: time.format(at), title: exact.format(at) }),
    );
  }
  return item;
}

function dayOf(at) {
  const format = at?.getFullYear() === new Date().getFullYear() ? day : dayAndYear;
  return element('p', { className: 'day', textContent: at === null ? '' : format.format(at), hidden: true });
}

/** The same name has the same colour everywhere. */
function toneOf(name) {
  let hash = 0;
  for (const character of name.slice(0, 100)) hash = Math.imul(hash ^ character.codePointAt(0), 0x01000193);
  return String((hash >>> 8) % TONES);
}

export function element(name, properties) {
  return Object.assign(document.createElement(name), properties);
}

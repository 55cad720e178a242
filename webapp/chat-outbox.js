import { element, messageItem } from './chat-log.js';
import { isAfter } from './chat-message.js';
import { authorization } from './token.js';

const MAX_PENDING = 20;
const ANSWER_TIMEOUT_MS = 15_000;

/**
 * The messages written here that have not come back as events yet, each shown with its status.
 *
 * A message carries a random key. By it the page knows its own, even if the answer to the POST was lost, so that a
 * second try makes no second message.
 */
export class Outbox {
  #list;
  #url;
  #onRefusal;
  /** @type {Map<string, { item: HTMLElement, status: HTMLElement, body: string, id: string }>} by key */
  #pending = new Map();
  /** The posts, one after the other: two at once could arrive in the wrong order. */
  #line = Promise.resolve();

  /**
   * @param {{ list: HTMLElement, url: string, onRefusal: (problem: { status: number, detail: string }) => void }} parts
   *   the list that shows them, the address they are posted to, and a function told of refusals
   */
  constructor({ list, url, onRefusal }) {
    this.#list = list;
    this.#url = url;
    this.#onRefusal = onRefusal;
  }

  get isFull() {
    return this.#pending.size >= MAX_PENDING;
  }

  /** Shows the message and sends it. */
  send(name, text) {
    const key = randomKey();
    const item = messageItem({ id: '', at: null, name, text, own: true });
    const status = element('p', { className: 'sending' });
    item.append(status);
    this.#list.append(item);
    this.#pending.set(key, { item, status, body: JSON.stringify({ name, text, key }), id: '' });
    this.#try(key);
  }

  /**
   * Takes out a message that has come back.
   * @param {import('./chat-message.js').Message} message
   * @returns true if it was written here
   */
  settle({ id, key }) {
    for (const [own, { item, id: answered }] of this.#pending) {
      if (own === key || answered === id) {
        item.remove();
        this.#pending.delete(own);
        return true;
      }
    }
    return false;
  }

  /** @param {string} id the first event after a gap: earlier messages never come back */
  forgetBefore(id) {
    for (const [key, pending] of this.#pending) {
      if (pending.id && isAfter(id, pending.id)) {
        pending.item.remove();
        this.#pending.delete(key);
      }
    }
  }

  #try(key) {
    this.#say(key, 'Sending …');
    this.#line = this.#line.then(() => this.#post(key));
  }

  async #post(key) {
    const pending = this.#pending.get(key);
    if (!pending) {
      return; // it has come back meanwhile, or was discarded
    }
    const answer = await post(this.#url, pending.body);
    if (answer.id) {
      pending.id = answer.id;
      this.#say(key, 'Sent');
    } else if (this.#pending.has(key)) {
      this.#say(key, answer.detail, true);
      this.#onRefusal(answer);
    }
  }

  #say(key, text, hasFailed = false) {
    const { item, status } = this.#pending.get(key) ?? {};
    item?.classList.toggle('failed', hasFailed);
    status?.replaceChildren(text);
    if (hasFailed) {
      const retry = element('button', { type: 'button', className: 'link', textContent: 'Try again' });
      retry.addEventListener('click', () => this.#try(key));
      const drop = element('button', { type: 'button', className: 'link', textContent: 'Discard' });
      drop.addEventListener('click', () => {
        item.remove();
        this.#pending.delete(key);
      });
      status.append(' ', retry, ' ', drop);
    }
  }
}

/** @returns {Promise<{ id: string } | { status: number, detail: string }>} */
async function post(url, body) {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'Content-Type': 'text/plain; charset=utf-8', ...authorization() },
      body,
      signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS),
    });
    if (response.ok) {
      return await response.json();
    }
    const isProblem = response.headers.get('Content-Type')?.startsWith('application/problem+json');
    const problem = isProblem ? await response.json() : {};
    return { status: response.status, detail: problem.detail ?? `Not sent: the answer was ${response.status}.` };
  } catch {
    return { status: 0, detail: 'Not sent: no answer.' };
  }
}

/** Without crypto.randomUUID, which pages over plain HTTP do not have. */
function randomKey() {
  return [...crypto.getRandomValues(new Uint8Array(12))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

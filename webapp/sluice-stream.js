// SPDX-License-Identifier: Apache-2.0

// The address of a stream, and one attempt to have it. For sluice.js.

import { findRefusal, renew } from './sluice-access.js';

/**
 * @typedef {object} SluiceOptions
 * @property {string} [url] the address of the stream, relative to the page; `/sse` unless given
 * @property {Iterable<string>} [queues] the queues to take from; with neither queues nor topics, the node's default
 * @property {Iterable<string>} [topics] the topics to hear
 * @property {number} [last] the number of last events with which each stream topic begins; 0 unless given
 * @property {string} [as] the name that the page gives its user, for the presence of its topics; up to 64 characters
 * @property {boolean} [withCredentials] true to send cookies to another origin
 * @property {Iterable<string>} [types] event types to take besides `message` and those that have a listener
 * @property {string} [ackUrl] the address for confirmations, relative to the stream; `ack` unless given
 * @property {import('./sluice-access.js').GetToken} [getToken] returns the token for each new attempt and each renewal
 * @property {string} [renewUrl] the address for renewals, relative to the stream; `renew` unless given
 * @property {number} [minDelay] the shortest wait before a new attempt, in milliseconds; 1000 unless given
 * @property {number} [maxDelay] the longest; 30000 unless given
 * @property {boolean} [leaveWhileHidden] true to leave while the page is hidden, and come back when it is visible
 */

/**
 * @param {SluiceOptions} options
 * @returns {URL} the address of the stream, without a token
 */
function streamUrl({ url = '/sse', queues = [], topics = [], last, as = '' }) {
  const address = new URL(url, globalThis.document?.baseURI ?? location.href); // there is no document in a worker
  for (const queue of queues) address.searchParams.append('queue', queue);
  for (const topic of topics) address.searchParams.append('topic', topic);
  if (last !== undefined) address.searchParams.set('last', String(last));
  if (as) address.searchParams.set('as', as);
  address.searchParams.set('heartbeat', 'event'); // a comment is not seen by a page
  return address;
}

const TOPIC_PARAMETER = /^topic(\[\d*\])?$/;

/** The address of a stream without its token, and the id with which it goes on. */
export class Address {
  /** The last id seen, over all streams. */
  lastEventId = '';
  /** The stream topics, in the order of their places in an id. @type {string[]} */
  topics = [];
  /** @type {Set<string>} */ #dropped = new Set();
  #url;

  /** @param {SluiceOptions} options */
  constructor(options) {
    this.#url = streamUrl(options);
  }

  /** @param {string} url relative to the stream @returns {URL} */
  resolve(url) {
    return new URL(url, this.#url);
  }

  /** The name that the page gives its user, or ''. */
  get as() {
    return this.#url.searchParams.get('as') ?? '';
  }

  set as(name) {
    if (name) this.#url.searchParams.set('as', name);
    else this.#url.searchParams.delete('as');
  }

  /** Leaves a topic out of the next address. @param {string} topic */
  drop(topic) {
    this.#dropped.add(topic);
  }

  /** Returns true if the next address is not that of the open stream. */
  get isChanged() {
    return this.#dropped.size > 0;
  }

  /** @returns {URL} the address of the next stream */
  next() {
    if (this.isChanged) this.#leaveOut(this.#dropped);
    const url = new URL(this.#url);
    // A new EventSource sends no Last-Event-ID until its own first reconnect; from then on the header wins.
    if (this.lastEventId) url.searchParams.set('lastEventId', this.lastEventId);
    return url;
  }

  /** @param {Set<string>} dropped */
  #leaveOut(dropped) {
    const others = [...this.#url.searchParams].filter(([name, value]) => !TOPIC_PARAMETER.test(name) || !dropped.has(value));
    this.#url.search = new URLSearchParams(others).toString();
    // An id has one place for each stream topic of its address, behind what it has of queues.
    const [queues, ...places] = this.lastEventId.split('_');
    if (places.length === this.topics.length) {
      this.lastEventId = [queues, ...places.filter((_, i) => !dropped.has(this.topics[i]))].join('_');
    }
    this.topics = this.topics.filter((topic) => !dropped.has(topic));
    dropped.clear();
  }
}

/**
 * The end of a stream.
 * @typedef {object} StreamEnd
 * @property {boolean} isCut true if the EventSource reconnects by itself; else it has given up
 * @property {import('./sluice-access.js').SluiceProblem} [problem] why the node refuses
 * @property {unknown} [error] what `getToken` has thrown
 */

// EventSource's own signals: a message of such a type could not be told from them.
const SIGNALS = new Set(['open', 'error']);

/** An EventSource with its token, its renewals, and the reason of its end. */
export class Stream {
  /** The public id, or '' while it is not known. */
  connection = '';

  /** @type {EventSource | undefined} */ #source;
  #leaving = new AbortController();
  #renewal = new AbortController();
  #url;
  #options;

  /**
   * @param {URL} url the address without the token
   * @param {{ renewUrl: URL, withCredentials: boolean, types: Iterable<string>, onEvent: (event: MessageEvent<string>) => void,
   *   onEnd: (end: StreamEnd) => void, getToken?: import('./sluice-access.js').GetToken }} options `onEnd` is called once, or
   *   at each cut
   */
  constructor(url, options) {
    this.#url = new URL(url);
    this.#options = options;
    this.#open();
  }

  /** @param {string} type an event type to take from now on */
  take(type) {
    if (!SIGNALS.has(type)) this.#source?.addEventListener(type, this.#receive);
  }

  /** Ends the stream and all that belongs to it, without a call of `onEnd`. */
  leave() {
    this.#leaving.abort();
    this.#renewal.abort();
    this.#source?.close();
  }

  async #open() {
    const { getToken, types, withCredentials } = this.#options;
    try {
      const token = getToken && (await Promise.resolve().then(getToken)); // also an error comes later
      if (token) this.#url.searchParams.set('token', token);
    } catch (error) {
      this.#tellEnd({ isCut: false, error });
      return;
    }
    if (this.#leaving.signal.aborted) return; // while the token was fetched
    this.#source = new EventSource(this.#url, { withCredentials });
    for (const type of types) this.take(type);
    this.#source.addEventListener('error', this.#ended);
  }

  /** @param {MessageEvent<string>} event */
  #receive = (event) => {
    if (event.type === 'sluice:connected') this.connection = JSON.parse(event.data).connection;
    if (event.type === 'sluice:expiring') this.#renew(JSON.parse(event.data).expires);
    this.#options.onEvent(event);
  };

  /** @param {number} expires in seconds since 1970 */
  #renew(expires) {
    const { getToken, renewUrl } = this.#options;
    if (!getToken) return;
    this.#renewal.abort(); // the node has taken it, or would not tell again
    this.#renewal = new AbortController();
    const url = new URL(renewUrl);
    url.searchParams.set('connection', this.connection);
    renew(url, expires, getToken, { credentials: this.#credentials, signal: this.#renewal.signal });
  }

  #ended = async () => {
    const isCut = this.#source?.readyState !== EventSource.CLOSED;
    const options = { credentials: this.#credentials, signal: this.#leaving.signal };
    this.#tellEnd({ isCut, problem: isCut ? undefined : await findRefusal(this.#url, options) });
  };

  /** @param {StreamEnd} end */
  #tellEnd(end) {
    if (!this.#leaving.signal.aborted) this.#options.onEnd(end);
  }

  /** @returns {RequestCredentials} */
  get #credentials() {
    return this.#options.withCredentials ? 'include' : 'same-origin';
  }
}

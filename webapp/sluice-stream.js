// SPDX-License-Identifier: Apache-2.0

// One attempt to have a stream. For sluice.js.

import { findRefusal, renew } from './sluice-access.js';

/**
 * The end of a stream.
 * @typedef {object} StreamEnd
 * @property {boolean} isCut true if the EventSource reconnects by itself; else it has given up
 * @property {import('./sluice-access.js').SluiceProblem} [problem] why the node refuses
 * @property {unknown} [error] what `getToken` has thrown
 */

/** An EventSource with its token, its renewals, and the reason of its end. */
export class Stream {
  /** @type {EventSource | undefined} */ #source;
  #leaving = new AbortController();
  #renewal = new AbortController();
  #connection = ''; // the public id
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
    this.#source?.addEventListener(type, this.#receive);
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
    if (event.type === 'sluice:connected') this.#connection = JSON.parse(event.data).connection;
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
    url.searchParams.set('connection', this.#connection);
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

// SPDX-License-Identifier: Apache-2.0

import { confirm } from './sluice-access.js';
import { Silence } from './sluice-silence.js';
import { Address, Stream } from './sluice-stream.js';

/**
 * `connecting`: an attempt is under way. `open`: the node has answered. `waiting`: for the next attempt. `closed`: final.
 * @typedef {'connecting' | 'open' | 'waiting' | 'closed'} SluiceState
 */

/** @typedef {import('./sluice-stream.js').SluiceOptions} SluiceOptions */

/**
 * An EventSource that reconnects after every end but `close()`, a refusal, an operator's, and that of its last topic.
 *
 * After a cut the browser reconnects by itself; with `getToken` this does, since the browser would send the old token.
 * After any status but 200 the browser gives up, and this asks once why. If the node refuses (400, 401, 403), that is final;
 * with `getToken`, a 401 is final once a new token is refused as well. Anything else passes, as a proxy's 502: this makes a
 * new EventSource, after a random wait that may grow to `maxDelay`, and at once when the network is back or the page is
 * visible again. The node is told the last id each time, so that topics go on where they were: nothing is missed and
 * nothing comes twice. With `getToken` a stream is renewed before it expires, without a cut.
 *
 * A stream that has died silently is left when heartbeats stop. A page that is frozen leaves its stream, since no user
 * would see its messages, and reconnects when it resumes. One that is prerendered waits until it is shown.
 *
 * It dispatches a MessageEvent (`type`, `data`, `lastEventId`, `origin`) for each message, and `state`, a CustomEvent
 * whose `detail` is `{ state, delay, error, problem, reason }`: the delay in milliseconds while waiting, what `getToken` has
 * thrown, the `{ status, title, detail }` of a refusal, and the reason of a final end: `ended` by an operator, `topic-ended` if
 * no topic is left. A message of the type `state` is a MessageEvent, without a detail.
 *
 * @example
 * const source = new Sluice({ queues: ['message_list'] });
 * source.onmessage = (event) => show(event.data);
 * source.addEventListener('state', (event) => console.log(event.detail.state));
 */
export class Sluice extends EventTarget {
  /** Called with each event of type `message`. @type {((event: MessageEvent<string>) => void) | null} */
  onmessage = null;

  /** @type {Stream | undefined} */ #stream;
  /** @type {SluiceState} */ #state = 'connecting';
  /** @type {ReturnType<typeof setTimeout> | undefined} */ #timer;
  // `sluice:placed` gives the position of a stream before its first event, `sluice:heartbeat` shows that it is alive.
  #types = new Set(['message', ...['connected', 'placed', 'heartbeat', 'expiring', 'ended'].map((own) => `sluice:${own}`)]);
  #retry = 3_000; // the longest wait of a browser that is sent away, in milliseconds
  #silence = new Silence(() => this.#leaveSilent());
  #stop = new AbortController();
  #isUnknown = false; // a token was refused, and none taken since
  #failures = 0;
  #address;
  #ackUrl;
  #options;

  /** @param {SluiceOptions} [options] */
  constructor(options = {}) {
    super();
    const { ackUrl = 'ack', renewUrl = 'renew', types = [] } = options;
    const { withCredentials = false, minDelay = 1_000, maxDelay = 30_000, leaveWhileHidden = false, getToken } = options;
    this.#address = new Address(options);
    this.#ackUrl = this.#address.resolve(ackUrl);
    const access = { getToken, renewUrl: this.#address.resolve(renewUrl), withCredentials };
    this.#options = { ...access, minDelay, maxDelay, leaveWhileHidden };
    for (const type of types) this.#take(type);
    super.addEventListener('message', (event) => this.onmessage?.(/** @type {MessageEvent<string>} */ (event)));

    const { signal } = this.#stop;
    for (const type of ['online', 'pageshow']) globalThis.addEventListener(type, this.#wake, { signal });
    globalThis.addEventListener('pagehide', this.#suspend, { signal });
    const page = globalThis.document;
    page?.addEventListener('freeze', this.#suspend, { signal });
    for (const type of ['resume', 'prerenderingchange']) page?.addEventListener(type, this.#wake, { signal });
    const look = () => (this.#isAway ? this.#suspend() : page?.hidden || this.#wake());
    page?.addEventListener('visibilitychange', look, { signal });
    if (this.#isAway) this.#suspend();
    else this.#connect();
  }

  /** Returns the present state. */
  get state() {
    return this.#state;
  }

  /** Returns that of an EventSource: 0 until the stream is open (waiting, too), 1 while it is, 2 after `close()`. */
  get readyState() {
    return { connecting: 0, waiting: 0, open: 1, closed: 2 }[this.#state];
  }

  /** Returns the last id seen, over all streams. */
  get lastEventId() {
    return this.#address.lastEventId;
  }

  /** Returns the public id of the open stream, by which messages can be sent to it; empty while there is none. */
  get connectionId() {
    return this.#state === 'open' ? (this.#stream?.connection ?? '') : '';
  }

  /** Returns the name that the page gives its user, or ''. */
  get as() {
    return this.#address.as;
  }

  /** Gives another name. A stream that is there is opened anew, and goes on where it was. */
  set as(name) {
    if (name === this.as) return;
    this.#address.as = name;
    if (this.#state === 'open' || this.#state === 'connecting') this.#connect();
  }

  /**
   * Confirms a message of a queue in mode `client`. Unconfirmed messages come again, so failures need no handling.
   * @param {MessageEvent | string} event the event or its id
   * @returns {Promise<boolean>} false if it failed, or is known to come too late: then the message is offered again
   */
  ack(event) {
    const id = typeof event === 'string' ? event : event.lastEventId;
    return confirm(this.#ackUrl, id, this.#options.withCredentials ? 'include' : 'same-origin');
  }

  /** Ends the stream for good. */
  close() {
    this.#halt('closed');
  }

  /**
   * @param {string} type @param {EventListenerOrEventListenerObject | null} listener
   * @param {boolean | AddEventListenerOptions} [options]
   */
  addEventListener(type, listener, options) {
    super.addEventListener(type, listener, options);
    this.#take(type);
  }

  /** @param {string} type */
  #take(type) {
    if (this.#types.has(type)) return;
    this.#types.add(type);
    this.#stream?.take(type);
  }

  #connect() {
    if (this.#stop.signal.aborted) return; // closed by a listener
    this.#leave();
    const handlers = { types: this.#types, onEvent: this.#receive, onEnd: this.#ended };
    this.#stream = new Stream(this.#address.next(), { ...this.#options, ...handlers });
    this.#silence.watch();
    this.#become('connecting');
  }

  /** @param {MessageEvent<string>} event */
  #receive = ({ type, data, origin, lastEventId }) => {
    this.#failures = 0; // only an event proves a stream: a 200 may come from a node that sends us away
    this.#isUnknown = false;
    this.#address.lastEventId = lastEventId || this.#address.lastEventId;
    this.#silence.hear(type !== 'sluice:connected' && type !== 'sluice:placed');
    if (type === 'sluice:connected') this.#learn(JSON.parse(data));
    this.#become('open');
    this.dispatchEvent(new MessageEvent(type, { data, origin, lastEventId }));
    if (type === 'sluice:ended') this.#takeEnd(JSON.parse(data));
  };

  /** @param {{ reason: string, topic?: string, remaining?: number }} end of a topic, with the number of other channels, or of all */
  #takeEnd({ reason, topic, remaining = 0 }) {
    if (topic && remaining > 0) this.#address.drop(topic);
    // After the other reasons of an end, which are of access and age, a new attempt may succeed.
    else if (reason === 'ended' || reason === 'topic-ended') this.#halt('closed', { reason });
  }

  /** @param {{ heartbeat?: number, retry?: number, topics?: string[] }} connected an earlier version says less */
  #learn({ heartbeat = Infinity, retry = this.#retry, topics = [] }) {
    this.#address.topics = topics;
    this.#retry = retry;
    this.#silence.expect(heartbeat);
  }

  #leaveSilent() {
    const isOpen = this.#state === 'open';
    this.#silence.extend(isOpen);
    if (isOpen) this.#connect();
    else this.#fail(); // an attempt without an answer
  }

  /** @param {import('./sluice-stream.js').StreamEnd} end */
  #ended = ({ isCut, problem, error }) => {
    if (isCut && !this.#options.getToken && !this.#address.isChanged) {
      this.#silence.watch(this.#retry);
      this.#become('connecting'); // the browser reconnects by itself, with the last id
    } else if (isCut && this.#state === 'open') {
      this.#wait((this.#retry / 3) * (1 + 2 * Math.random())); // as a node spreads the delays
    } else if (!problem) {
      this.#fail(error);
    } else if (problem.status === 401 && this.#options.getToken && !this.#isUnknown) {
      this.#isUnknown = true; // the token may have expired on its way
      this.#connect();
    } else {
      this.#halt('closed', { problem });
    }
  };

  /** @param {unknown} [error] */
  #fail(error) {
    const { minDelay, maxDelay } = this.#options;
    const ceiling = Math.min(maxDelay, minDelay * 2 ** ++this.#failures);
    this.#wait(minDelay + Math.random() * (ceiling - minDelay), error); // spread wide, so that not all come back at once
  }

  /** @param {number} delay @param {unknown} [error] */
  #wait(delay, error) {
    this.#leave();
    this.#timer = setTimeout(() => this.#connect(), delay);
    this.#become('waiting', { delay, error });
  }

  #wake = () => {
    if (this.#isAway) return;
    if (this.#state === 'waiting' || this.#silence.isOverdue) this.#connect();
  };

  // A browser may drop a page that it prepares for a click, unseen.
  get #isAway() {
    const page = /** @type {Document & { prerendering?: boolean } | undefined} */ (globalThis.document);
    return Boolean(page?.prerendering || (page?.hidden && this.#options.leaveWhileHidden));
  }

  // A page that is frozen, or kept for the back button, must not take messages, which its user would not see.
  #suspend = () => this.#halt('waiting', { delay: Infinity });

  /** @param {'waiting' | 'closed'} state @param {object} [detail] */
  #halt(state, detail) {
    if (state === 'closed') this.#stop.abort();
    this.#leave();
    this.#become(state, detail);
  }

  #leave() {
    clearTimeout(this.#timer);
    this.#silence.stop();
    this.#stream?.leave();
  }

  /** @param {SluiceState} state @param {object} [detail] */
  #become(state, detail) {
    if (state === this.#state && state !== 'waiting') return;
    this.#state = state;
    this.dispatchEvent(new CustomEvent('state', { detail: { state, ...detail } }));
  }
}

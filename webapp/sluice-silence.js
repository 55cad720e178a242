// SPDX-License-Identifier: Apache-2.0

// The watch over a stream that may have died silently. For sluice.js.

// Heartbeat intervals without an event after which a stream is left: at any time, and when the network or the page comes
// back.
const SILENT_HEARTBEATS = 2.4;
const OVERDUE_HEARTBEATS = 1.2;
const MAX_PATIENCE = 16;

/** Tells when nothing has come from a node for too long. */
export class Silence {
  #heartbeat = 15_000; // in milliseconds, until the node has said its own
  #heardAt = 0;
  #patience = 1; // a factor on the usual time; more than 1 after a silent stream
  /** @type {ReturnType<typeof setInterval> | undefined} */ #timer;
  #onSilent;

  /** @param {() => void} onSilent called again and again during a silence */
  constructor(onSilent) {
    this.#onSilent = onSilent;
  }

  /** @param {number} [pause] the time in which nothing is expected, in milliseconds */
  watch(pause = 0) {
    this.stop();
    this.#heardAt = Date.now() + pause;
    const period = Math.min(this.#heartbeat / 10, 60_000);
    this.#timer = setInterval(() => this.#isFor(SILENT_HEARTBEATS) && this.#onSilent(), period);
  }

  stop() {
    clearInterval(this.#timer);
  }

  /** @param {number} heartbeat the longest time between two events, in milliseconds */
  expect(heartbeat) {
    this.#heartbeat = heartbeat;
    this.watch();
  }

  /** @param {boolean} isLive true for an event that is not the beginning of a stream */
  hear(isLive) {
    this.#heardAt = Date.now();
    if (isLive) this.#patience = 1;
  }

  /** Gives the next stream more time: a long event on a slow network looks like silence until it is there. */
  extend() {
    this.#patience = Math.min(this.#patience * 2, MAX_PATIENCE);
  }

  /** Returns true if something should have come by now. */
  get isOverdue() {
    return this.#isFor(OVERDUE_HEARTBEATS);
  }

  /** @param {number} heartbeats */
  #isFor(heartbeats) {
    return Date.now() - this.#heardAt > heartbeats * this.#heartbeat * this.#patience;
  }
}

import { parseMessage } from './chat-message.js';

const PAGE = 50;

/** Loads what was written before the oldest message on the page, when its button is pressed or comes into sight. */
export class History {
  #log;
  #button;
  #url;
  #show;
  #before = '';
  #isLoading = false;
  #sight;

  /**
   * @param {{ log: import('./chat-log.js').ChatLog, button: HTMLElement, root: HTMLElement, url: string,
   *   show: (messages: import('./chat-message.js').Message[]) => void }} parts the messages that are shown, the button
   *   above them, what scrolls, where the history is, and what shows earlier messages
   */
  constructor({ log, button, root, url, show }) {
    this.#log = log;
    this.#button = button;
    this.#url = url;
    this.#show = show;
    this.#sight = new IntersectionObserver(
      ([{ isIntersecting }]) => isIntersecting && this.#load(),
      { root, rootMargin: '300px 0px 0px' },
    );
    button.addEventListener('click', () => this.#load());
  }

  /** There may be something before the oldest message that is shown. */
  offer() {
    this.#before = '';
    this.#button.hidden = false;
    this.#look();
  }

  /** Has the observer say again whether the button is in sight. */
  #look() {
    this.#sight.unobserve(this.#button);
    this.#sight.observe(this.#button);
  }

  async #load() {
    const before = this.#before || this.#log.oldestId;
    if (this.#isLoading || !before) {
      return;
    }
    this.#isLoading = true;
    try {
      const response = await fetch(`${this.#url}?before=${before}&limit=${PAGE}`);
      if (response.ok) {
        this.#take(await response.json());
      }
    } catch {
      // The button stays for another try.
    }
    this.#isLoading = false;
  }

  #take({ events, previous, more }) {
    this.#before = previous;
    this.#show(
      events
        .filter(({ event = 'message' }) => event === 'message')
        .map(({ id, data }) => parseMessage({ lastEventId: id, data })),
    );
    this.#button.hidden = !more || this.#log.isFull;
    this.#look();
  }
}

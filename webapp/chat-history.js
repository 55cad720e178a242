import { parseMessage } from './chat-message.js';
import { authorization } from './token.js';

const PAGE = 50;

/** Loads earlier messages than those on the page, when its button is pressed or comes into sight. */
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
   *   show: (messages: import('./chat-message.js').Message[]) => void }} parts the shown messages, the button above them,
   *   the element that scrolls, the address of the history, and a function that shows earlier messages
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

  /** Allows loading: there may be messages before the oldest shown one. */
  offer() {
    this.#before = '';
    this.#button.hidden = false;
    this.#look();
  }

  /** Makes the observer report again if the button is in sight. */
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
      const response = await fetch(`${this.#url}?before=${before}&limit=${PAGE}`, { headers: authorization() });
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

package dev.sluice.testing;

import java.util.List;

/**
 * A page in a Chromium of its own that has streams of {@code sluice.js}, and makes its tokens itself. It keeps the last
 * stream as {@code source}, its states as {@code states}, what comes as {@code received}, the reason of a refusal as
 * {@code problem}, and all requests as {@code requests}.
 */
public final class TokenPage implements AutoCloseable {
    private static final String SCRIPT = """
            window.requests = [];
            const fetchNow = window.fetch;
            window.renewals = { now: 0, most: 0 };
            window.failures = []; // what comes of the next renewals
            window.fetch = async (url, options = {}) => {
              const request = { url: String(url), method: options.method ?? 'GET' };
              requests.push(request);
              const isRenewal = request.url.includes('/renew');
              if (isRenewal) renewals.most = Math.max(renewals.most, ++renewals.now);
              try {
                const answer = (isRenewal && (await failures.shift()?.())) || (await fetchNow(url, options));
                request.status = answer.status;
                return answer;
              } finally {
                if (isRenewal) renewals.now--;
              }
            };
            window.EventSource = class extends EventSource {
              constructor(url, options) {
                super(url, options);
                requests.push({ url: String(url), method: 'EventSource' });
              }
            };

            const bytes = (text) => new TextEncoder().encode(text);
            const encoded = (some) =>
              btoa(String.fromCharCode(...new Uint8Array(some)))
                .replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
            const part = (object) => encoded(bytes(JSON.stringify(object)));
            window.made = 0;
            window.makeToken = async (sub, seconds) => {
              const exp = Math.floor(Date.now() / 1000) + seconds;
              const content = `${part({ alg: 'HS256' })}.${part({ sub, exp, jti: String(++made) })}`;
              const hmac = { name: 'HMAC', hash: 'SHA-256' };
              const key = await crypto.subtle.importKey('raw', bytes('%s'), hmac, false, ['sign']);
              return `${content}.${encoded(await crypto.subtle.sign('HMAC', key, bytes(content)))}`;
            };

            window.openStream = async (options) => {
              const { Sluice } = await import('/sluice.js');
              window.states = [];
              window.received = [];
              window.own = [];
              window.problem = null;
              window.source = new Sluice({ minDelay: 50, maxDelay: 100, ...options });
              source.addEventListener('state', ({ detail }) => {
                states.push(detail.state);
                window.problem = detail.problem ?? null;
              });
              source.onmessage = (event) => received.push(event);
              for (const type of ['connected', 'placed', 'expiring', 'ended'])
                source.addEventListener(`sluice:${type}`, (event) => own.push(event));
            };
            """.formatted(Tokens.KEY);

    private final Chromium chromium;

    private TokenPage(Chromium chromium) {
        this.chromium = chromium;
    }

    public static TokenPage start() throws Exception {
        Chromium chromium = Chromium.start();
        chromium.runFirst(SCRIPT);
        return new TokenPage(chromium);
    }

    /** Opens a page of this port without a stream. */
    public TokenPage open(int port) {
        chromium.open("http://127.0.0.1:" + port + "/favicon.svg");
        return this;
    }

    /**
     * Opens a stream.
     *
     * @param options those of {@code Sluice}, in JavaScript
     */
    public void openStream(String options) {
        chromium.run("return openStream(" + options + ")");
    }

    public void awaitState(String state) throws Exception {
        Await.until("the state " + state, () -> state.equals(run("return source.state")));
    }

    /** Waits until the stream has been told its place, from which on it misses nothing. */
    public void awaitPlace() throws Exception {
        Await.until("a place", () -> count("own.filter((event) => event.type === 'sluice:placed')") > 0);
    }

    public void awaitMessages(int count) throws Exception {
        Await.until(count + " messages", () -> count("received") >= count);
    }

    /** Returns the data of all messages of the last stream. */
    @SuppressWarnings("unchecked")
    public List<String> messages() {
        return (List<String>) run("return received.map((event) => event.data)");
    }

    /** Returns the length of a list of the page. */
    public long count(String list) {
        return (Long) run("return (" + list + ").length");
    }

    public Object run(String script, Object... arguments) {
        return chromium.run(script, arguments);
    }

    @Override
    public void close() {
        chromium.close();
    }
}

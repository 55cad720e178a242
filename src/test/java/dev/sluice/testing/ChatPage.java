package dev.sluice.testing;

import java.util.List;
import org.openqa.selenium.Keys;

/** The chat room in a Chromium of its own. */
public final class ChatPage implements AutoCloseable {
    private final Chromium chromium;

    private ChatPage(Chromium chromium) {
        this.chromium = chromium;
    }

    public static ChatPage start() throws Exception {
        Chromium chromium = Chromium.start();
        chromium.runFirst("""
                window.EventSource = class extends EventSource {
                  constructor(...request) {
                    super(...request);
                    this.addEventListener('sluice:placed', () => { window.placed = true; });
                  }
                };
                """);
        return new ChatPage(chromium);
    }

    /** Opens a room through this port and waits for its stream. */
    public ChatPage open(int port, String room) throws Exception {
        chromium.open("http://127.0.0.1:" + port + "/chat.html?room=" + room);
        return awaitState("open");
    }

    public ChatPage awaitState(String state) throws Exception {
        Await.until("the state " + state, () -> chromium.text("#state").equals(state));
        return this;
    }

    /** Waits until the stream has been told its place, from which on it misses nothing. */
    public ChatPage awaitPlace() throws Exception {
        Await.until("a place", () -> Boolean.TRUE.equals(run("return window.placed")));
        return this;
    }

    /** Leaves the room. */
    public void leave() {
        chromium.open("about:blank");
    }

    /** Takes a name, whatever the browser remembers. */
    public ChatPage join(String name) {
        if (!chromium.element("#name").isDisplayed()) {
            chromium.element("#rename").click();
            chromium.element("#name").clear();
        }
        chromium.element("#name").sendKeys(name, Keys.ENTER);
        return this;
    }

    /** Types a line and sends it with the key. */
    public void write(String text) {
        chromium.element("#text").sendKeys(text, Keys.ENTER);
    }

    /** The node that the stream comes from, once it has spoken. */
    public String node() throws Exception {
        Await.until("the node's name", () -> run("return document.querySelector('#stream').dataset.node") != null);
        return (String) run("return document.querySelector('#stream').dataset.node");
    }

    /** What stands in the room, oldest first, without what is on its way. */
    public List<String> texts() {
        return strings("#talk .text");
    }

    public List<String> ownTexts() {
        return strings("#talk .own .text");
    }

    /** What was written here and has not come back, with what has become of it. */
    public List<String> pending() {
        return strings("#pending li");
    }

    /** The text of each element that is found. */
    @SuppressWarnings("unchecked")
    public List<String> strings(String selector) {
        return (List<String>) run(
                "return [...document.querySelectorAll(arguments[0])].map((element) => element.textContent)", selector);
    }

    /** Waits until the room's end is this text. */
    public void awaitLast(String text) throws Exception {
        Await.until("the message " + text, () -> {
            List<String> texts = texts();
            return !texts.isEmpty() && texts.get(texts.size() - 1).equals(text);
        });
    }

    public Object run(String script, Object... arguments) {
        return chromium.run(script, arguments);
    }

    public Chromium chromium() {
        return chromium;
    }

    @Override
    public void close() {
        chromium.close();
    }
}

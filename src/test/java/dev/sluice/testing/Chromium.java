package dev.sluice.testing;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.openqa.selenium.By;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;

/** A headless Chromium. */
public final class Chromium implements AutoCloseable {
    private final ChromeDriver driver;

    private Chromium(ChromeDriver driver) {
        this.driver = driver;
    }

    public static Chromium start() throws Exception {
        Path browser = Programs.require("chromium");
        Path service = Programs.require("chromedriver");
        ChromeOptions options = new ChromeOptions();
        options.setBinary(browser.toFile());
        options.addArguments(
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--window-size=390,844",
                "--user-data-dir=" + TempFiles.folder("sluice-chromium"));
        ChromeDriverService driverService = new ChromeDriverService.Builder()
                .usingDriverExecutable(service.toFile())
                .withLogFile(new File("/dev/null"))
                .build();
        return new Chromium(new ChromeDriver(driverService, options));
    }

    public void open(String url) {
        driver.get(url);
    }

    public String text(String selector) {
        return driver.findElement(By.cssSelector(selector)).getText();
    }

    public WebElement element(String selector) {
        return driver.findElement(By.cssSelector(selector));
    }

    /** Whether the page shows this message, exactly. */
    public boolean showsMessage(String message) {
        return driver.findElements(By.cssSelector("[data-message] .payload")).stream()
                .anyMatch(payload -> message.equals(payload.getDomProperty("textContent")));
    }

    /** What a script returns. */
    public Object run(String script, Object... arguments) {
        return driver.executeScript(script, arguments);
    }

    /** Runs a script in each page that is opened from now on, before its own. */
    public void runFirst(String script) {
        driver.executeCdpCommand("Page.addScriptToEvaluateOnNewDocument", Map.of("source", script));
    }

    /** From now on requests to these addresses fail, in which {@code *} stands for anything, and no others. */
    public void block(String... addresses) {
        driver.executeCdpCommand("Network.enable", Map.of());
        driver.executeCdpCommand("Network.setBlockedURLs", Map.of("urls", List.of(addresses)));
    }

    /** Freezes the page, as the browser does with pages that nobody looks at, or lets it go on. */
    public void freeze(boolean frozen) {
        driver.executeCdpCommand("Page.setWebLifecycleState", Map.of("state", frozen ? "frozen" : "active"));
    }

    /** Gives the page this much room, whatever the window's own parts take, in CSS pixels. */
    public void resize(int width, int height) {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 600));
    }

    /** Keeps a picture beside the reports of the tests, for people. */
    public void screenshot(String name) throws Exception {
        Path folder = Project.folder().resolve("target/screenshots");
        Files.createDirectories(folder);
        Files.write(folder.resolve(name + ".png"), driver.getScreenshotAs(OutputType.BYTES));
    }

    @Override
    public void close() {
        driver.quit();
    }
}

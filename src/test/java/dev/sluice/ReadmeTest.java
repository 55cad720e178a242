package dev.sluice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.config.Setting;
import dev.sluice.testing.Project;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The README says what the code does. */
class ReadmeTest {
    private static final String BEGIN = "<!-- settings: kept equal to the code by a test -->\n";
    private static final String END = "<!-- /settings -->";
    private static final Pattern LINK = Pattern.compile("]\\((?!https?://|#)([^)#]+)[^)]*\\)");

    private static String readme() throws Exception {
        return Files.readString(Project.folder().resolve("README.md"));
    }

    @Test
    void theTableOfSettingsIsThatOfTheCode() throws Exception {
        StringBuilder table = new StringBuilder("| environment | default | meaning |\n| --- | --- | --- |\n");
        for (Setting setting : Setting.values()) {
            table.append("| `")
                    .append(setting.environmentName())
                    .append("` | ")
                    .append(setting.defaultText())
                    .append(" | ")
                    .append(setting.meaning())
                    .append(" |\n");
        }
        String readme = readme();
        String actual = readme.substring(readme.indexOf(BEGIN) + BEGIN.length(), readme.indexOf(END));
        assertEquals(table.toString(), actual);
    }

    @Test
    void itsLinksAndThoseOfTheDocumentsLeadSomewhere() throws Exception {
        assertLinks(Project.folder().resolve("README.md"));
        try (var documents = Files.list(Project.folder().resolve("docs"))) {
            for (Path document :
                    documents.filter(file -> file.toString().endsWith(".md")).toList()) {
                assertLinks(document);
            }
        }
    }

    private static void assertLinks(Path document) throws Exception {
        Matcher links = LINK.matcher(Files.readString(document));
        while (links.find()) {
            Path target = document.resolveSibling(links.group(1));
            assertTrue(Files.exists(target), document.getFileName() + " links to " + links.group(1));
        }
    }
}

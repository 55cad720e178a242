package dev.sluice.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The README and the documents, for tests of what stands in them. */
public final class Documents {
    private Documents() {}

    /** Returns the code blocks in this language, each once. */
    public static List<String> blocks(String language) throws IOException {
        List<Path> documents = new ArrayList<>(List.of(Project.folder().resolve("README.md")));
        try (Stream<Path> docs = Files.list(Project.folder().resolve("docs"))) {
            docs.filter(file -> file.toString().endsWith(".md")).sorted().forEach(documents::add);
        }
        Pattern block = Pattern.compile("(?ms)^ *```" + language + "\n(.*?)^ *```");
        List<String> blocks = new ArrayList<>();
        for (Path document : documents) {
            block.matcher(Files.readString(document))
                    .results()
                    .map(match -> match.group(1))
                    .forEach(blocks::add);
        }
        return blocks.stream().distinct().toList();
    }
}

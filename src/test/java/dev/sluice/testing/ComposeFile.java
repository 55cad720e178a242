package dev.sluice.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The checkout's {@code compose.yaml}, with its anchors resolved and its merges made. */
public final class ComposeFile {
    private static final String MERGE = "<<";

    private final Map<String, Object> document;

    private ComposeFile(Map<String, Object> document) {
        this.document = document;
    }

    public static ComposeFile read() throws IOException {
        String text = Files.readString(Project.folder().resolve("compose.yaml"));
        return new ComposeFile(map(merged(
                new Load(LoadSettings.builder().setAllowDuplicateKeys(false).build()).loadFromString(text))));
    }

    private static Object merged(Object node) {
        if (!(node instanceof Map<?, ?> map)) {
            return node instanceof List<?> list
                    ? list.stream().map(ComposeFile::merged).toList()
                    : node;
        }
        Map<String, Object> all = new LinkedHashMap<>();
        map.forEach((key, value) -> {
            if (key.equals(MERGE)) {
                map(merged(value)).forEach(all::putIfAbsent);
            } else {
                all.put((String) key, merged(value));
            }
        });
        return all;
    }

    @SuppressWarnings("unchecked") // keys of the file are texts
    static Map<String, Object> map(Object node) {
        return (Map<String, Object>) node;
    }

    public Map<String, Object> document() {
        return document;
    }

    /** Returns the members of each service, by its name, in the order of the file. */
    public Map<String, Map<String, Object>> services() {
        Map<String, Map<String, Object>> services = new LinkedHashMap<>();
        map(document.get("services")).forEach((name, service) -> services.put(name, map(service)));
        return services;
    }
}

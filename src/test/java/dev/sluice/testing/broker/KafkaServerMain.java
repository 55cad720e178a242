package dev.sluice.testing.broker;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Formats the folder of a Kafka if it is new, and runs it. */
final class KafkaServerMain {
    private KafkaServerMain() {}

    /** @param args the file with the properties, and the folder with the log */
    public static void main(String[] args) throws Exception {
        Path log = Files.createDirectories(Path.of(args[1]));
        boolean isNew;
        try (Stream<Path> files = Files.list(log)) {
            isNew = files.findAny().isEmpty();
        }
        if (isNew) {
            String[] format = {"format", "--cluster-id", "MkU3OEVBNTcwNTJENDM2Qg", "--config", args[0]};
            if (kafka.tools.StorageTool.execute(format, System.out) != 0) {
                System.exit(1);
            }
        }
        kafka.Kafka.main(new String[] {args[0]});
    }
}

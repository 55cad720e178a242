package dev.sluice.testing.broker;

import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.server.JournalType;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;

/** Runs ActiveMQ Artemis. */
final class ArtemisServerMain {
    private static final int UNLIMITED = -1;

    private ArtemisServerMain() {}

    /** @param args the port, and the folder for its journal */
    public static void main(String[] args) throws Exception {
        String folder = args[1];
        Configuration configuration = new ConfigurationImpl()
                .setSecurityEnabled(false)
                .setJournalType(JournalType.NIO)
                .setJournalDirectory(folder + "/journal")
                .setBindingsDirectory(folder + "/bindings")
                .setPagingDirectory(folder + "/paging")
                .setLargeMessagesDirectory(folder + "/large")
                .addAcceptorConfiguration("tcp", "tcp://127.0.0.1:" + args[0])
                .addAddressSetting("#", new AddressSettings().setMaxDeliveryAttempts(UNLIMITED));
        new EmbeddedActiveMQ().setConfiguration(configuration).start();
        Thread.currentThread().join();
    }
}

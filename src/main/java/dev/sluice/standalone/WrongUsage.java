package dev.sluice.standalone;

import dev.sluice.logging.Logs;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The answer to a wrong command line: one line with the fault and the command for help; the help itself would hide it.
 */
final class WrongUsage implements IParameterExceptionHandler {
    @Override
    public int handleParseException(ParameterException wrong, String[] args) {
        CommandLine command = wrong.getCommandLine();
        String fault = fault(wrong);
        StringBuilder line = new StringBuilder(fault).append(fault.endsWith(".") ? "" : ".");
        if (wrong instanceof UnmatchedArgumentException unknown
                && !unknown.getSuggestions().isEmpty()) {
            line.append(" Perhaps: ")
                    .append(String.join(", ", unknown.getSuggestions()))
                    .append('.');
        }
        line.append(" Help: ").append(command.getCommandSpec().qualifiedName()).append(" --help");
        if (command.getCommandName().equals(ServeCommand.NAME)) {
            Logs.use(SettingOptions.loader(command.getParseResult()).logFormat());
        }
        Logs.refuse(line.toString(), command.getErr());
        return CommandLine.ExitCode.USAGE;
    }

    /** Leaves out the value of an unknown option: it may be a secret. */
    private static String fault(ParameterException wrong) {
        String first = wrong instanceof UnmatchedArgumentException unknown
                ? unknown.getUnmatched().get(0)
                : "";
        return first.startsWith("-") ? "Unknown option: '" + first.split("=", 2)[0] + "'" : wrong.getMessage();
    }
}

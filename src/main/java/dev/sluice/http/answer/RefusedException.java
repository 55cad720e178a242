package dev.sluice.http.answer;

/** A refusal of a request. */
public final class RefusedException extends Exception {
    private static final long serialVersionUID = 1;

    private final transient Problem problem;

    public RefusedException(Problem problem) {
        super(problem.detail());
        this.problem = problem;
    }

    public Problem problem() {
        return problem;
    }
}

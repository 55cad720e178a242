package dev.sluice.jetty;

import dev.sluice.http.answer.Problem;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;

/** The answer to requests that reach no servlet, such as malformed ones: a problem too (RFC 9457). */
final class ProblemErrorHandler extends ErrorHandler {
    /** Jetty would leave out the body for DELETE. */
    @Override
    public boolean errorPageForMethod(String method) {
        return true;
    }

    @Override
    protected void generateResponse(
            Request request, Response response, int code, String message, Throwable cause, Callback callback) {
        String title = HttpStatus.getMessage(code);
        Problem problem = new Problem(code, title, message == null ? title : message);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, Problem.CONTENT_TYPE);
        response.write(true, BufferUtil.toBuffer(problem.toJson()), callback);
    }
}

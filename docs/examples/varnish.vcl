# Varnish before two nodes, as docs/proxies.md starts them:
#
#     varnishd -F -n /tmp/sluice-varnish -a :8000 -f "$PWD/docs/examples/varnish.vcl"

vcl 4.1;

import directors;
import std;

probe live {
  .url       = "/health/live";  # 503 for a broken process, not for a Redis that is down
  .interval  = 2s;
  .timeout   = 2s;
  .window    = 2;               # away after two failures, back after one success
  .threshold = 1;
}

backend one { .host = "127.0.0.1"; .port = "8081"; .connect_timeout = 2s; .probe = live; }
backend two { .host = "127.0.0.1"; .port = "8082"; .connect_timeout = 2s; .probe = live; }

sub vcl_init {
  new nodes = directors.round_robin();
  nodes.add_backend(one);
  nodes.add_backend(two);
}

sub vcl_recv {
  set req.backend_hint = nodes.backend();

  # A stream is passed on byte by byte. Its heartbeat (15 s) is more frequent than pipe_timeout (60 s).
  if (req.url ~ "^/sse(\?|$)") {
    if (!std.healthy(req.backend_hint)) {
      return (synth(750));
    }
    return (pipe);
  }

  # Nothing else is kept: health and figures do not say how long they hold, and would get default_ttl (120 s).
  if (req.url !~ "^/topics/[^?]+/events(\?|$)" || req.url ~ "[?&]last=") {
    return (pass);
  }
  unset req.http.Cookie;  # nodes look at none, and with one Varnish would keep nothing
}

sub vcl_backend_response {
  if (bereq.uncacheable) {
    return (deliver);
  }
  # A full page of a topic with "history-cache: public" says how long it holds: a year. For any other the next requests of the
  # same address go past the cache, with their If-None-Match, until it may be full.
  if (beresp.status != 200 || beresp.http.Cache-Control ~ "no-cache|no-store|private") {
    return (pass(10s));
  }
}

# Any status but 200 closes an EventSource for good.
sub vcl_synth {
  if (resp.status == 750) {
    set resp.status = 200;
    set resp.reason = "OK";
    set resp.http.Content-Type = "text/event-stream";
    set resp.http.Cache-Control = "no-store";
    if (req.http.Origin) {
      set resp.http.Access-Control-Allow-Origin = req.http.Origin;
      set resp.http.Access-Control-Allow-Credentials = "true";
    }
    # Milliseconds; not all at the same moment.
    set resp.body = "retry: " + std.integer(real = std.random(1500, 6000)) + {"

"};
    return (deliver);
  }
}

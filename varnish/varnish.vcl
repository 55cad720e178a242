# Browsers -> Varnish (8000) -> two nodes (8081, 8082). From a checkout, as any user:
#
#     varnishd -F -n /tmp/sluice-varnish -a :8000 -f "$PWD/varnish/varnish.vcl" \
#         -p pipe_timeout=45 -p http_req_size=64k -p http_req_hdr_len=64k -p workspace_client=256k -p workspace_backend=256k
#     varnishadm -n /tmp/sluice-varnish vcl.load new "$PWD/varnish/varnish.vcl"      reload, with the next line
#     varnishadm -n /tmp/sluice-varnish vcl.use new
#
# pipe_timeout: over twice the heartbeat (15 s). The others: heads of 64 KiB, as a node takes.
# Everything is served under /events/, too.

vcl 4.1;

import directors;
import std;

# May post, and see figures and health: programs of your own, not browsers. Add your networks; a balancer in front of Varnish
# must not be among them, since all its clients would count as inside.
acl inside {
  "127.0.0.0"/8;
  "::1";
}

# A node that stops says so for a second and more. It gets no new streams then, and keeps what it has.
probe accepting {
  .url       = "/health/accepting";
  .interval  = 1s;
  .timeout   = 2s;              # a node that hangs
  .window    = 2;               # away after one failure, back after two successes
  .threshold = 2;
}

backend one { .host = "127.0.0.1"; .port = "8081"; .connect_timeout = 2s; .probe = accepting; }
backend two { .host = "127.0.0.1"; .port = "8082"; .connect_timeout = 2s; .probe = accepting; }

sub vcl_init {
  new nodes = directors.round_robin();
  nodes.add_backend(one);
  nodes.add_backend(two);
}

sub vcl_recv {
  set req.backend_hint = nodes.backend();

  # An address with a scheme and a host, which the nodes take and the rules below would not recognize.
  if (req.url !~ "^/") {
    return (synth(400));
  }

  if (req.url ~ "^/events(\?|$)") {
    return (synth(751));
  }
  set req.url = regsub(req.url, "^/events/", "/");
  set req.url = regsub(req.url, "^/sse\.php(\?|$)", "/sse\1");  # the address of an old PHP page, kept

  # The nodes decode a path, and Varnish cannot. No address of a node needs an encoded letter in its first part.
  if (client.ip !~ inside
      && (req.url ~ "^/(metrics(\?|$)|health/|queues/|publish(\?|$)|direct(\?|$)|connections(\?|$)|admin/)"
        || req.url ~ "^/topics/" && req.method !~ "^(GET|HEAD|OPTIONS)$"
        || req.url ~ "^/[^/?]*%")) {
    return (synth(403));
  }

  # X-Forwarded-For is Varnish's own work.
  set req.http.X-Forwarded-Host  = req.http.Host;
  set req.http.X-Forwarded-Proto = "http";  # "https" if TLS ends in front of Varnish

  # A stream is passed on byte by byte, as is what a browser might send after it; so the node closes the connection.
  if (req.url ~ "^/sse(\?|$)") {
    if (!std.healthy(req.backend_hint)) {
      return (synth(750));
    }
    return (pipe);
  }

  # Nothing else is kept: health and figures do not say how long they hold, and would get default_ttl (120 s).
  if (req.method !~ "^(GET|HEAD)$" || req.url !~ "^/topics/[^?]+/events(\?|$)" || req.url ~ "[?&]last=") {
    return (pass);
  }
  return (hash);  # also with a cookie or a token: what they alone may read, the node forbids to keep
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

sub vcl_synth {
  # Any status but 200 closes an EventSource for good.
  if (resp.status == 750) {
    set resp.status = 200;
    set resp.reason = "OK";
    set resp.http.Content-Type = "text/event-stream";
    set resp.http.Cache-Control = "no-store";
    # A page of another origin may see no status without these two, and its EventSource gives up; the words are no secret.
    if (req.http.Origin) {
      set resp.http.Access-Control-Allow-Origin = req.http.Origin;
      set resp.http.Access-Control-Allow-Credentials = "true";
    }
    # Milliseconds; not all at the same moment.
    set resp.body = "retry: " + std.integer(real = std.random(1500, 6000)) + {"

"};
    return (deliver);
  }
  if (resp.status == 751) {
    set resp.status = 301;
    set resp.reason = "Moved Permanently";
    set resp.http.Location = "/events/";
    return (deliver);
  }
}

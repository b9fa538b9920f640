vcl 4.1;

# Varnish in front of Carom's redirect servers. What is yours to set stands in backends.vcl, beside this file; docs/edge.md tells the rest.

import directors;
import std;

include "backends.vcl";

sub vcl_recv {
    if (req.method == "PURGE") {
        if (client.ip !~ purgers) {
            return (synth(403));
        }
        std.collect(req.http.Surrogate-Key, " ");
        if (req.http.Surrogate-Key !~ "^[A-Za-z0-9_-]{1,64}( [A-Za-z0-9_-]{1,64})*$") {
            return (synth(400));
        }
        # By what objects have alone, so that Varnish applies it to those that nobody asks for, too, and can forget it.
        if (std.ban("obj.http.Surrogate-Key ~ ^(" + regsuball(req.http.Surrogate-Key, " ", "|") + ")$")) {
            return (synth(200));
        }
        return (synth(500));
    }

    set req.backend_hint = servers.backend();
    unset req.http.X-Carom-Method;

    # One object for all who ask for a link, whatever follows it and however they spell the host. The redirect server gets the query
    # of whoever asks first, and reads none.
    set req.http.Host = std.tolower(req.http.Host);
    set req.http.X-Carom-Path = regsub(req.url, "[?#].*$", "");

    # Only this, which nobody outside can forge, tells a redirect server who follows: see redirect.trusted-proxies.
    set req.http.X-Forwarded-For = client.ip;
    unset req.http.Forwarded;

    if (req.method != "GET" && req.method != "HEAD") {
        return (pass);
    }

    # A redirect is the same for everybody.
    unset req.http.Cookie;
    unset req.http.Authorization;
    unset req.http.Range;
    unset req.http.If-None-Match;
    unset req.http.If-Modified-Since;
    set req.http.X-Carom-Method = req.method;

    # Nobody waits for whoever asks for the same just now. Those who wait go on a few at a time, fetch after fetch, if the answer may not be
    # kept; and a failure that some wait for is kept for a second, and shown for longer.
    set req.hash_ignore_busy = true;
    return (hash);
}

sub vcl_hash {
    hash_data(req.http.X-Carom-Path);
    hash_data(req.http.Host);
    return (lookup);
}

sub vcl_backend_fetch {
    # Varnish asks for what it might keep with GET. Who sends HEAD has not followed the link, and is counted as such.
    if (bereq.http.X-Carom-Method) {
        set bereq.method = bereq.http.X-Carom-Method;
    }
    unset bereq.http.X-Carom-Method;
    unset bereq.http.X-Carom-Path;
    return (fetch);
}

sub vcl_backend_response {
    # Nothing is shown after its time, neither while it is fetched anew nor when that fails.
    set beresp.do_stream = false;
    set beresp.grace = 0s;
    set beresp.keep = 0s;
    set beresp.ttl = 0s;

    if (beresp.http.CDN-Cache-Control ~ "^max-age=[0-9]+$" && beresp.http.Surrogate-Key) {
        set beresp.ttl = std.duration(regsub(beresp.http.CDN-Cache-Control, "^max-age=", "") + "s", 0s);
        return (deliver);
    }

    set beresp.uncacheable = true;
    return (deliver);
}

sub vcl_backend_error {
    # Another server may be there; each try has its own time, so what it brings is no older than what a first one may.
    if (bereq.retries == 0) {
        return (retry);
    }
    set beresp.do_stream = false;
    set beresp.http.Content-Type = "text/plain; charset=utf-8";
    set beresp.http.Cache-Control = "no-store";
    set beresp.http.Retry-After = "1";
    set beresp.body = "This link cannot be looked up right now. Please try again." + {"
"};
    return (deliver);
}

sub vcl_deliver {
    # What is between the redirect servers and this, nobody else is told.
    unset resp.http.X-Accel-Expires;
    unset resp.http.CDN-Cache-Control;
    unset resp.http.Surrogate-Control;
    unset resp.http.Surrogate-Key;
    unset resp.http.Cache-Tag;
    unset resp.http.X-Varnish;
    unset resp.http.Via;
    unset resp.http.Age;
    return (deliver);
}

sub vcl_synth {
    set resp.http.Content-Type = "text/plain; charset=utf-8";
    set resp.http.Cache-Control = "no-store";
    unset resp.http.Server;
    set resp.body = resp.reason + {"
"};
    return (deliver);
}

# What stands behind Varnish in compose.yaml: nginx, which tries another server by itself within two seconds.

backend nginx {
    .host = "172.30.1.10";
    .port = "80";
    .connect_timeout = 0.5s;
    .first_byte_timeout = 2.5s;
    .between_bytes_timeout = 0.5s;
}

sub vcl_init {
    new servers = directors.round_robin();
    servers.add_backend(nginx);
}

# Who may purge: the admin API, with which Varnish has a network of its own.
acl purgers {
    "172.30.3.0"/24;
}

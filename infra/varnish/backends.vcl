# The redirect servers: two here, as many as you like.

backend redirect1 {
    .host = "127.0.0.1";
    .port = "8080";
    .connect_timeout = 0.5s;
    .first_byte_timeout = 1s;
    .between_bytes_timeout = 0.5s;
}

backend redirect2 {
    .host = "127.0.0.1";
    .port = "8180";
    .connect_timeout = 0.5s;
    .first_byte_timeout = 1s;
    .between_bytes_timeout = 0.5s;
}

sub vcl_init {
    new servers = directors.round_robin();
    servers.add_backend(redirect1);
    servers.add_backend(redirect2);
}

# Who may purge: the admin API.
acl purgers {
    "localhost";
    "127.0.0.1";
    "::1";
}

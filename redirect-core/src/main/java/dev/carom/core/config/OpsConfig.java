package dev.carom.core.config;

/** The port for health and metrics. */
@Section(title = "Ops", doc = "The port for `/livez`, `/readyz` and `/metrics`, in every server.")
public record OpsConfig(
    @Key(name = "ops.host", defaultValue = "127.0.0.1", doc = "The address to listen on.")
        String host,
    @Key(
            name = "ops.port",
            defaultValue = "8082",
            min = "0",
            max = "65535",
            doc = "The port to listen on; 0 takes any free one.")
        int port)
    implements ComponentConfig {}

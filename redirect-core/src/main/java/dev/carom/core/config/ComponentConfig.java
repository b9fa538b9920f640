package dev.carom.core.config;

/**
 * The configuration of one component: a record whose components are {@link Key}s.
 *
 * <p>One file configures every process, so every process knows the keys of all components: what is
 * permitted here, in this order, is what exists. A compact constructor checks what bounds cannot
 * say, with {@link Check}.
 */
public sealed interface ComponentConfig
    permits PostgresConfig,
        RedisConfig,
        CodeConfig,
        LinkConfig,
        RedirectConfig,
        FollowerConfig,
        TlsConfig,
        CacheConfig,
        AdminConfig,
        SafetyConfig,
        ClientConfig,
        OidcConfig,
        OpsConfig,
        LogConfig,
        ClickConfig,
        EdgeConfig,
        EdgeLogConfig,
        EdgeLogFileConfig {

  /**
   * Checks what another component has to say, too; called when all that are needed are known.
   *
   * @throws InvalidSettingException naming a key of this component
   */
  default void checkWith(Configuration others) {}
}

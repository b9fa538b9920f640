package dev.carom.core.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A key of the configuration, declared on the record component that takes its value.
 *
 * <p>The component's type decides the syntax (see {@link Values}). A key without a default is
 * {@link #required()}; one whose default is empty may be set to nothing, every other may not.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
@interface Key {

  String name();

  /** The value where none is set, in the syntax of a setting. */
  String defaultValue() default "";

  /** Whether a process that needs the component must be given the key. */
  boolean required() default false;

  /** What the key means, for the reference; bounds and default are added to it. */
  String doc();

  /** The least value, in the syntax of a setting; for a secret the least number of characters. */
  String min() default "";

  /** The greatest value, in the syntax of a setting. */
  String max() default "";
}

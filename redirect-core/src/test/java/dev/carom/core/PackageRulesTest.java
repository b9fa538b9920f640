package dev.carom.core;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Which package may know which. */
class PackageRulesTest {

  private static final String[] DOMAIN = {
    "dev.carom.core.access..",
    "dev.carom.core.idempotency..",
    "dev.carom.core.limit..",
    "dev.carom.core.link..",
    "dev.carom.core.code..",
    "dev.carom.core.resolve..",
    "dev.carom.core.change..",
    "dev.carom.core.click..",
    "dev.carom.core.safety.."
  };

  private final JavaClasses classes =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.carom.core");

  @Test
  void theDomainKnowsNoAdapter() {
    noClasses()
        .that()
        .resideInAnyPackage(DOMAIN)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "dev.carom.core.postgres..",
            "dev.carom.core.redis..",
            "java.sql..",
            "com.zaxxer..",
            "redis.clients..")
        .check(classes);
  }

  @Test
  void adaptersDoNotKnowEachOther() {
    slices()
        .matching("dev.carom.core.(postgres|redis)..")
        .should()
        .notDependOnEachOther()
        .check(classes);
  }

  @Test
  void packagesFormNoCycle() {
    slices().matching("dev.carom.core.(*)..").should().beFreeOfCycles().check(classes);
  }

  @Test
  void coreKnowsNoServer() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.netty..", "com.linecorp..")
        .check(classes);
  }
}

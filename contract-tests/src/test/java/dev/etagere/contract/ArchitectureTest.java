package dev.etagere.contract;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import dev.etagere.core.Ambient;
import java.time.Clock;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/** The lines of the house, as rules. */
@AnalyzeClasses(packages = "dev.etagere", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule CORE_KNOWS_NO_AWS_AND_NO_OTHER_MODULE =
      noClasses()
          .that()
          .resideInAPackage("dev.etagere.core..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "software.amazon..",
              "com.fasterxml..",
              "com.github.benmanes..",
              "dev.etagere.cache..",
              "dev.etagere.s3..",
              "dev.etagere.local..",
              "dev.etagere.jackson..",
              "dev.etagere.failover..",
              "dev.etagere.replication..",
              "dev.etagere.cli..");

  @ArchTest
  static final ArchRule WHERE_CALLS_GO_KNOWS_NO_AWS =
      noClasses()
          .that()
          .resideInAPackage("dev.etagere.failover")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("software.amazon..", "dev.etagere.failover.s3..", "dev.etagere.s3..");

  @ArchTest
  static final ArchRule METRICS_ARE_OPTIONAL =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.etagere.failover.micrometer..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.micrometer..", "dev.etagere.failover.micrometer..");

  @ArchTest
  static final ArchRule THE_ENGINE_KNOWS_NO_AWS =
      noClasses()
          .that()
          .resideInAPackage("dev.etagere.local")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "software.amazon..", "dev.etagere.s3..", "dev.etagere.local.server..");

  @ArchTest
  static final ArchRule LOCATIONS_KNOW_NOTHING_OF_EACH_OTHER =
      noClasses()
          .that()
          .resideInAPackage("dev.etagere.s3..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "dev.etagere.local..",
              "dev.etagere.replication..",
              "dev.etagere.cli..",
              "dev.etagere");

  @ArchTest
  static final ArchRule REPLICATION_NEEDS_BUCKETS_AND_NO_STORE =
      noClasses()
          .that()
          .resideInAPackage("dev.etagere.replication..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("dev.etagere.local..", "dev.etagere.cli..", "dev.etagere");

  @ArchTest
  static final ArchRule AMBIENT_TIME_AND_RANDOMNESS_STAND_IN_ONE_CLASS =
      noClasses()
          .that(
              com.tngtech.archunit.base.DescribedPredicate.describe(
                  "are not Ambient",
                  (JavaClass c) ->
                      !c.getName().startsWith(Ambient.class.getName())
                          && !c.getPackageName().startsWith("dev.etagere.testkit")))
          .should()
          .callMethod(System.class, "nanoTime")
          .orShould()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(Instant.class, "now")
          .orShould()
          .callMethod(Instant.class, "now", Clock.class)
          .orShould()
          .callMethod(Thread.class, "sleep", long.class)
          .orShould()
          .callMethod(Thread.class, "sleep", long.class, int.class)
          .orShould()
          .callMethod(UUID.class, "randomUUID")
          .orShould()
          .callMethod(ThreadLocalRandom.class, "current")
          .orShould()
          .callMethod(Math.class, "random");

  @ArchTest
  static final ArchRule NO_UTIL_AND_NO_IMPL =
      noClasses().should().resideInAnyPackage("..util..", "..utils..", "..impl..");

  @ArchTest
  static final ArchRule PACKAGES_HAVE_NO_CYCLES =
      slices().matching("dev.etagere.(**)").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule PUBLIC_CLASSES_ARE_FINAL_OR_MADE_TO_BE_EXTENDED =
      classes()
          .that()
          .arePublic()
          .and()
          .areNotInterfaces()
          .and()
          .areNotEnums()
          .and()
          .areNotRecords()
          .should(
              com.tngtech.archunit.lang.conditions.ArchConditions.haveModifier(
                      com.tngtech.archunit.core.domain.JavaModifier.FINAL)
                  .or(
                      com.tngtech.archunit.lang.conditions.ArchConditions.haveModifier(
                          com.tngtech.archunit.core.domain.JavaModifier.ABSTRACT)));
}

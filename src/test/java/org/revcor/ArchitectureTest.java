package org.revcor;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.time.temporal.Temporal;
import java.time.temporal.TemporalUnit;
import org.revcor.observer.network.Decoders;

/** Checks which packages may use which, and which libraries each package may use. */
@AnalyzeClasses(packages = "org.revcor", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {

  private static final String[] ACTORS = {"org.apache.pekko.."};
  private static final String[] METRICS = {"io.micrometer..", "io.prometheus.."};
  private static final String[] HTTP = {"org.apache.pekko.http..", "com.sun.net.httpserver.."};
  private static final String[] HTTP_CLIENT = {"java.net.http.."};
  private static final String[] COMMAND_LINE = {"picocli.."};
  private static final String[] STORAGE = {
    "java.sql..", "javax.sql..", "org.h2..", "org.postgresql..", "org.apache.pekko.persistence.."
  };

  @ArchTest
  static final ArchRule packagesUseOnlyLowerPackages =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .withOptionalLayers(true)
          .layer("tensor")
          .definedBy("org.revcor.tensor..")
          .layer("schema")
          .definedBy("org.revcor.schema..")
          .layer("stimulus")
          .definedBy("org.revcor.stimulus..")
          .layer("observer")
          .definedBy("org.revcor.observer..")
          .layer("estimate")
          .definedBy("org.revcor.estimate..")
          .layer("dataset")
          .definedBy("org.revcor.dataset..")
          .layer("analysis")
          .definedBy("org.revcor.analysis..")
          .layer("lane")
          .definedBy("org.revcor.lane..")
          .layer("calibration")
          .definedBy("org.revcor.calibration..")
          .layer("checkpoint")
          .definedBy("org.revcor.checkpoint..")
          .layer("record")
          .definedBy("org.revcor.record..")
          .layer("specification")
          .definedBy("org.revcor.specification..")
          .layer("study")
          .definedBy("org.revcor.study..")
          .layer("studies")
          .definedBy("org.revcor.studies..")
          .layer("compare")
          .definedBy("org.revcor.compare..")
          .layer("figure")
          .definedBy("org.revcor.figure..")
          .layer("experiment")
          .definedBy("org.revcor.experiment..")
          .layer("reproduction")
          .definedBy("org.revcor.reproduction..")
          .layer("bench")
          .definedBy("org.revcor.bench..")
          .layer("server")
          .definedBy("org.revcor.server..")
          .layer("cli")
          .definedBy("org.revcor.cli..")
          .whereLayer("tensor")
          .mayNotAccessAnyLayer()
          .whereLayer("stimulus")
          .mayOnlyAccessLayers("tensor")
          .whereLayer("observer")
          .mayOnlyAccessLayers("tensor")
          .whereLayer("estimate")
          .mayNotAccessAnyLayer()
          .whereLayer("dataset")
          .mayNotAccessAnyLayer()
          .whereLayer("analysis")
          .mayOnlyAccessLayers("stimulus", "observer", "estimate", "dataset")
          .whereLayer("lane")
          .mayOnlyAccessLayers("stimulus", "observer", "estimate", "dataset")
          .whereLayer("calibration")
          .mayOnlyAccessLayers("stimulus", "observer", "lane")
          .whereLayer("checkpoint")
          .mayNotAccessAnyLayer()
          .whereLayer("record")
          .mayNotAccessAnyLayer()
          .whereLayer("schema")
          .mayNotAccessAnyLayer()
          .whereLayer("specification")
          .mayOnlyAccessLayers("schema", "stimulus", "observer", "estimate", "dataset", "lane")
          .whereLayer("study")
          .mayOnlyAccessLayers(
              "stimulus",
              "observer",
              "estimate",
              "dataset",
              "analysis",
              "lane",
              "calibration",
              "checkpoint",
              "record",
              "specification",
              "figure")
          .whereLayer("studies")
          .mayOnlyAccessLayers(
              "stimulus",
              "observer",
              "estimate",
              "lane",
              "checkpoint",
              "record",
              "specification",
              "study",
              "figure")
          .whereLayer("figure")
          .mayNotAccessAnyLayer()
          .whereLayer("compare")
          .mayOnlyAccessLayers("estimate", "lane", "record", "specification", "study", "figure")
          .whereLayer("experiment")
          .mayOnlyAccessLayers(
              "stimulus",
              "observer",
              "estimate",
              "dataset",
              "analysis",
              "specification",
              "study",
              "figure")
          .whereLayer("reproduction")
          .mayOnlyAccessLayers(
              "stimulus",
              "observer",
              "estimate",
              "dataset",
              "analysis",
              "lane",
              "record",
              "specification",
              "study",
              "figure",
              "experiment")
          .whereLayer("bench")
          .mayOnlyAccessLayers("observer", "estimate", "lane", "specification", "study")
          .whereLayer("server")
          .mayOnlyBeAccessedByLayers("cli")
          .whereLayer("cli")
          .mayNotBeAccessedByAnyLayer()
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule rootPackageUsesNoSubpackage =
      noClasses()
          .that()
          .resideInAPackage("org.revcor")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.revcor.*..")
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule observerPackageUsesNoKindOfObserver =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("observer")
          .definedBy("org.revcor.observer")
          .layer("network")
          .definedBy("org.revcor.observer.network..")
          .layer("torchscript")
          .definedBy("org.revcor.observer.torchscript..")
          .layer("training")
          .definedBy("org.revcor.observer.training..")
          .layer("catalogue")
          .definedBy("org.revcor.observer.catalogue..")
          .whereLayer("observer")
          .mayNotAccessAnyLayer()
          .whereLayer("network")
          .mayOnlyAccessLayers("observer")
          .whereLayer("torchscript")
          .mayOnlyAccessLayers("observer")
          .whereLayer("training")
          .mayOnlyAccessLayers("observer", "network")
          .whereLayer("catalogue")
          .mayOnlyAccessLayers("observer", "network", "torchscript", "training");

  /** Only observers use the network package, except for decoders, which studies use. */
  @ArchTest
  static final ArchRule onlyObserversUseNetworks =
      noClasses()
          .that()
          .resideOutsideOfPackage("org.revcor.observer..")
          .should()
          .dependOnClassesThat(
              resideInAPackage("org.revcor.observer.network..").and(not(type(Decoders.class))));

  @ArchTest
  static final ArchRule packagesFormNoCycle =
      slices().matching("org.revcor.(**)").should().beFreeOfCycles().allowEmptyShould(true);

  @ArchTest static final ArchRule numericPackagesUseNoActors = noNumericPackageUses(ACTORS);

  @ArchTest static final ArchRule numericPackagesUseNoMetrics = noNumericPackageUses(METRICS);

  @ArchTest static final ArchRule onlyServerAndCommandLineUseHttp = noneBelowTheServerUses(HTTP);

  @ArchTest
  static final ArchRule onlyDataSetsAndCommandLineUseHttpClient =
      noClasses()
          .that()
          .resideOutsideOfPackages("org.revcor.dataset..", "org.revcor.cli..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(HTTP_CLIENT)
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule onlyRecordUsesStorage =
      noClasses()
          .that()
          .resideOutsideOfPackage("org.revcor.record..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(STORAGE)
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule onlyCommandLineUsesItsParser =
      noClasses()
          .that()
          .resideOutsideOfPackage("org.revcor.cli..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(COMMAND_LINE)
          .allowEmptyShould(true);

  /**
   * The wall clock may be changed while a study runs, so durations come from {@link
   * System#nanoTime}.
   */
  @ArchTest
  static final ArchRule noDurationComesFromTheWallClock =
      noClasses()
          .that()
          .resideInAnyPackage(
              "org.revcor.study..",
              "org.revcor.studies..",
              "org.revcor.lane..",
              "org.revcor.calibration..",
              "org.revcor.bench..",
              "org.revcor.record..",
              "org.revcor.server..")
          .should()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(Clock.class, "millis")
          .orShould()
          .callMethod(Instant.class, "toEpochMilli")
          .orShould()
          .callMethod(Instant.class, "isBefore", Instant.class)
          .orShould()
          .callMethod(Instant.class, "isAfter", Instant.class)
          .orShould()
          .callMethod(Instant.class, "until", Temporal.class, TemporalUnit.class)
          .orShould()
          .callMethod(Duration.class, "between", Temporal.class, Temporal.class)
          .orShould()
          .callMethod(ChronoUnit.class, "between", Temporal.class, Temporal.class)
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule noPackageHasACatchAllName =
      noClasses()
          .should()
          .resideInAnyPackage(
              "..util..", "..utils..", "..common..", "..impl..", "..manager..", "..helper..")
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule noClassHasACatchAllName =
      noClasses()
          .should()
          .haveNameMatching(".*(Util|Common|Impl|Manager|Helper)s?")
          .allowEmptyShould(true);

  private static ArchRule noNumericPackageUses(String... libraries) {
    return noClasses()
        .that()
        .resideInAnyPackage(
            "org.revcor",
            "org.revcor.tensor..",
            "org.revcor.stimulus..",
            "org.revcor.observer..",
            "org.revcor.estimate..",
            "org.revcor.dataset..",
            "org.revcor.analysis..",
            "org.revcor.checkpoint..",
            "org.revcor.figure..",
            "org.revcor.specification..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(libraries)
        .allowEmptyShould(true);
  }

  private static ArchRule noneBelowTheServerUses(String... libraries) {
    return noClasses()
        .that()
        .resideOutsideOfPackages("org.revcor.server..", "org.revcor.cli..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(libraries)
        .allowEmptyShould(true);
  }
}

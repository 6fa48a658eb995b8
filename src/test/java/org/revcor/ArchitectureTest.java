package org.revcor;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.time.temporal.Temporal;
import java.time.temporal.TemporalUnit;
import java.util.List;
import java.util.stream.Stream;
import org.revcor.observer.network.Decoders;
import org.revcor.observer.network.VectorKernels;

/** Checks which packages may use which, and which libraries each package may use. */
@AnalyzeClasses(packages = "org.revcor", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {

  private static final int MAX_LINES = 500;
  private static final String[] ACTORS = {"org.apache.pekko.."};
  private static final String[] METRICS = {"io.micrometer..", "io.prometheus.."};
  private static final String[] HTTP = {"org.apache.pekko.http..", "com.sun.net.httpserver.."};
  private static final String[] HTTP_CLIENT = {"java.net.http.."};
  private static final String[] COMMAND_LINE = {"picocli.."};

  @ArchTest
  static final ArchRule packagesUseOnlyLowerPackages =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("file")
          .definedBy("org.revcor.file..")
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
          .layer("figure")
          .definedBy("org.revcor.figure..")
          .layer("inference")
          .definedBy("org.revcor.inference..")
          .layer("study")
          .definedBy("org.revcor.study..")
          .layer("analysis")
          .definedBy("org.revcor.analysis..")
          .layer("paper")
          .definedBy("org.revcor.paper..")
          .layer("worker")
          .definedBy("org.revcor.worker..")
          .layer("server")
          .definedBy("org.revcor.server..")
          .layer("cli")
          .definedBy("org.revcor.cli..")
          .whereLayer("file")
          .mayNotAccessAnyLayer()
          .whereLayer("schema")
          .mayOnlyAccessLayers("file")
          .whereLayer("stimulus")
          .mayOnlyAccessLayers("file", "schema", "dataset")
          .whereLayer("observer")
          .mayOnlyAccessLayers("file", "schema", "dataset")
          .whereLayer("estimate")
          .mayOnlyAccessLayers("schema")
          .whereLayer("dataset")
          .mayOnlyAccessLayers("file", "schema")
          .whereLayer("figure")
          .mayOnlyAccessLayers("file", "schema")
          .whereLayer("inference")
          .mayOnlyAccessLayers("file", "schema", "stimulus", "observer", "estimate", "dataset")
          .whereLayer("study")
          .mayOnlyAccessLayers(
              "file",
              "schema",
              "stimulus",
              "observer",
              "estimate",
              "dataset",
              "figure",
              "inference")
          .whereLayer("analysis")
          .mayOnlyAccessLayers(
              "file", "schema", "stimulus", "observer", "estimate", "dataset", "figure", "study")
          .whereLayer("paper")
          .mayOnlyAccessLayers(
              "file",
              "schema",
              "stimulus",
              "observer",
              "estimate",
              "dataset",
              "figure",
              "inference",
              "study",
              "analysis")
          .whereLayer("worker")
          .mayOnlyAccessLayers(
              "file",
              "schema",
              "stimulus",
              "observer",
              "estimate",
              "figure",
              "inference",
              "study",
              "analysis")
          .whereLayer("server")
          .mayOnlyBeAccessedByLayers("cli")
          .whereLayer("cli")
          .mayNotBeAccessedByAnyLayer();

  @ArchTest
  static final ArchRule packagesOfStudiesUseOnlyLowerOnes =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("specification")
          .definedBy("org.revcor.study.specification..")
          .layer("plan")
          .definedBy("org.revcor.study.plan..")
          .layer("results")
          .definedBy("org.revcor.study.results..")
          .layer("run")
          .definedBy("org.revcor.study.run..")
          .layer("comparison")
          .definedBy("org.revcor.study.comparison..")
          .layer("registry")
          .definedBy("org.revcor.study.registry..")
          .whereLayer("specification")
          .mayNotAccessAnyLayer()
          .whereLayer("plan")
          .mayOnlyAccessLayers("specification")
          .whereLayer("results")
          .mayOnlyAccessLayers("specification", "plan")
          .whereLayer("run")
          .mayOnlyAccessLayers("specification", "plan", "results")
          .whereLayer("comparison")
          .mayOnlyAccessLayers("specification", "plan", "results", "run")
          .whereLayer("registry")
          .mayOnlyAccessLayers("specification", "plan", "results", "run");

  @ArchTest
  static final ArchRule rootPackageUsesNoSubpackage =
      noClasses()
          .that()
          .resideInAPackage("org.revcor")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.revcor.*..");

  @ArchTest
  static final ArchRule observerPackageUsesNoKindOfObserver =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("observer")
          .definedBy("org.revcor.observer")
          .layer("network")
          .definedBy("org.revcor.observer.network..")
          .layer("torchscript")
          .definedBy("org.revcor.observer.file..")
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

  /** Only observers use the network package, except for decoders and the choice of kernels. */
  @ArchTest
  static final ArchRule onlyObserversUseNetworks =
      noClasses()
          .that()
          .resideOutsideOfPackage("org.revcor.observer..")
          .should()
          .dependOnClassesThat(
              resideInAPackage("org.revcor.observer.network..")
                  .and(not(type(Decoders.class)))
                  .and(not(type(VectorKernels.class))));

  @ArchTest
  static final ArchRule packagesFormNoCycle =
      slices().matching("org.revcor.(**)").should().beFreeOfCycles();

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
          .resideInAnyPackage(HTTP_CLIENT);

  @ArchTest
  static final ArchRule noPackageUsesADatabase =
      noClasses().should().dependOnClassesThat().resideInAPackage("java.sql..");

  @ArchTest
  static final ArchRule onlyCommandLineUsesItsParser =
      noClasses()
          .that()
          .resideOutsideOfPackage("org.revcor.cli..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(COMMAND_LINE);

  /**
   * The wall clock may be changed while a study runs, so durations come from {@link
   * System#nanoTime}.
   */
  @ArchTest
  static final ArchRule noDurationComesFromTheWallClock =
      noClasses()
          .that()
          .resideInAnyPackage("org.revcor.study..", "org.revcor.inference..", "org.revcor.server..")
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
          .callMethod(ChronoUnit.class, "between", Temporal.class, Temporal.class);

  @ArchTest
  static final ArchRule noPackageHasACatchAllName =
      noClasses()
          .should()
          .resideInAnyPackage(
              "..util..", "..utils..", "..common..", "..impl..", "..manager..", "..helper..");

  @ArchTest
  static final ArchRule noClassHasACatchAllName =
      noClasses().should().haveNameMatching(".*(Util|Common|Impl|Manager|Helper)s?");

  @ArchTest
  static void noFileIsLongerThanItsLimit(JavaClasses classes) throws IOException {
    List<Path> files;
    try (Stream<Path> tree = Files.walk(Path.of("src/main/java"))) {
      files = tree.filter(file -> file.toString().endsWith(".java")).toList();
    }
    assertThat(files).hasSizeGreaterThan(100);
    for (Path file : files) {
      assertThat(Files.readAllLines(file)).as("%s", file).hasSizeLessThanOrEqualTo(MAX_LINES);
    }
  }

  @ArchTest
  static void noTwoTypesShareASimpleName(JavaClasses classes) {
    assertThat(classes.stream().filter(JavaClass::isTopLevelClass).toList())
        .hasSizeGreaterThan(100)
        .extracting(JavaClass::getSimpleName)
        .doesNotHaveDuplicates();
  }

  private static ArchRule noNumericPackageUses(String... libraries) {
    return noClasses()
        .that()
        .resideInAnyPackage(
            "org.revcor",
            "org.revcor.file..",
            "org.revcor.schema..",
            "org.revcor.stimulus..",
            "org.revcor.observer..",
            "org.revcor.estimate..",
            "org.revcor.dataset..",
            "org.revcor.figure..",
            "org.revcor.analysis..",
            "org.revcor.study.specification..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(libraries);
  }

  private static ArchRule noneBelowTheServerUses(String... libraries) {
    return noClasses()
        .that()
        .resideOutsideOfPackages("org.revcor.server..", "org.revcor.cli..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(libraries);
  }
}

package org.revcor.cli;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.revcor.file.WholeFile;
import org.revcor.study.results.EndedStudy;
import org.revcor.study.results.StudyReport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "report",
    description =
        "Writes an ended study as one HTML page, for the supplement of a paper: methods, maps with"
            + " errors and z, statistics, study file and digests.",
    exitCodeList = {
      "0:the page is written",
      "1:a result is damaged, or the page cannot be written",
      "2:the folder holds no ended study with maps"
    })
final class ReportCommand extends PrintingCommand implements Callable<Integer> {
  @Parameters(paramLabel = "DIR", description = "Folder of an ended study.")
  private Path folder;

  @Option(
      names = "--out",
      paramLabel = "FILE.html",
      description = "The page (default: report.html in the folder); replaced if it exists.")
  private @Nullable Path out;

  @Override
  public Integer call() {
    Path file = out == null ? folder.resolve("report.html") : out;
    if (out != null) {
      requireFolder("--out", out);
    }
    return writing(
        "cannot write " + file,
        () -> {
          String page = StudyReport.page(EndedStudy.in("DIR", folder));
          WholeFile.write(file, page.getBytes(StandardCharsets.UTF_8));
          out().println("wrote " + file);
        });
  }
}

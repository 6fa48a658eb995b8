package org.revcor.benchmark;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.revcor.InvalidInputException;
import org.revcor.file.WholeFile;
import org.revcor.schema.Json;

/** Writes results as a JSON file: spreads of all figures, then the rounds. */
public final class ResultsFile {
  static final String SUBJECT = "subject";
  static final String MACHINE = "machine";
  static final String SHARE = "share";
  static final String PROCESSOR_SHARE = "processorShare";
  static final String STAGES = "stages";
  static final String OF_FORWARD = "ofForward";

  private ResultsFile() {}

  /**
   * Requires that a file can be written.
   *
   * @throws InvalidInputException if its folder is missing or not writable, or it is a folder
   */
  public static void requireWritable(String option, Path file) {
    Path folder = file.toAbsolutePath().getParent();
    if (Files.isDirectory(file) || folder == null || !Files.isWritable(folder)) {
      throw new InvalidInputException(
          option, file.toString(), "a file in an existing folder that can be written");
    }
  }

  /** Writes the file. */
  public static void write(Path file, Results results) throws IOException {
    WholeFile.write(file, Json.MAPPER.writeValueAsBytes(tree(results)));
  }

  static ObjectNode tree(Results results) {
    ObjectNode root = Json.MAPPER.createObjectNode();
    root.put("date", results.date());
    root.putPOJO(MACHINE, Json.MAPPER.valueToTree(results.machine()));
    root.set(SUBJECT, Json.MAPPER.valueToTree(results.subject()));
    root.put("peakMebibytes", results.peakMebibytes());
    root.set("ceiling", speed(results.ceiling(), results.ceilingProcessor()));
    root.set("pipeline", speed(results.pipeline(), results.pipelineProcessor()));
    root.set(SHARE, spread(results.share()));
    root.set(PROCESSOR_SHARE, spread(results.processorShare()));
    ObjectNode stages = root.putObject(STAGES);
    for (Stage stage : results.stages()) {
      ObjectNode node = stages.putObject(stage.word());
      node.set("micros", spread(results.micros(stage)));
      node.set("processorMicros", spread(results.processorMicros(stage)));
      node.set(OF_FORWARD, spread(results.ofForward(stage)));
    }
    root.set("sumOfStagesMicros", spread(results.sum()));
    root.set("sumOfStagesProcessorMicros", spread(results.sumProcessor()));
    root.set("pipelineMicros", spread(results.pipelineMicros()));
    ArrayNode peers = root.putArray("peers");
    for (int i = 0; i < results.peers().size(); i++) {
      PeerCommand peer = results.peers().get(i);
      ObjectNode node = peers.addObject();
      node.put("command", peer.command());
      node.put("copies", peer.copies());
      node.set("perSecond", spread(results.peer(i)));
      node.set("pipelineOfPeer", spread(results.ofPeer(i)));
    }
    ArrayNode rounds = root.putArray("rounds");
    results.rounds().forEach(round -> rounds.add(round(round)));
    return root;
  }

  private static ObjectNode round(Round round) {
    ObjectNode node = Json.MAPPER.createObjectNode();
    node.set("ceiling", Json.MAPPER.valueToTree(round.ceiling()));
    node.set("pipeline", Json.MAPPER.valueToTree(round.pipeline()));
    ObjectNode stages = node.putObject(STAGES);
    round
        .stages()
        .forEach((stage, cost) -> stages.set(stage.word(), Json.MAPPER.valueToTree(cost)));
    ArrayNode peers = node.putArray("peers");
    round.peers().forEach(peers::add);
    return node;
  }

  private static ObjectNode speed(Spread perSecond, Spread processor) {
    ObjectNode node = Json.MAPPER.createObjectNode();
    node.set("perSecond", spread(perSecond));
    node.set("processorMicros", spread(processor));
    return node;
  }

  private static ObjectNode spread(Spread spread) {
    return Json.MAPPER.valueToTree(spread);
  }
}

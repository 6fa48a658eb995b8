package org.revcor.server;

import com.fasterxml.jackson.core.io.SerializedString;
import com.fasterxml.jackson.databind.util.RawValue;
import java.lang.ref.WeakReference;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.revcor.study.results.StudyView;

/** The JSON of the last studies that were listed. Most of them have not changed. Thread-safe. */
final class StudyRows {
  private static final int MAX_ROWS = 1_000;

  private final Map<String, Row> rows =
      Collections.synchronizedMap(
          new LinkedHashMap<>(MAX_ROWS, .75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Row> eldest) {
              return size() > MAX_ROWS;
            }
          });

  /**
   * @param study cleared once the study is deleted or has changed
   */
  private record Row(WeakReference<StudyView> study, RawValue json) {}

  /** Returns the row of a study in a list. */
  RawValue of(StudyView study) {
    Row row = rows.get(study.id());
    if (row == null || !study.equals(row.study().get())) {
      row =
          new Row(
              new WeakReference<>(study), new RawValue(new SerializedString(JsonBody.row(study))));
      rows.put(study.id(), row);
    }
    return row.json();
  }
}

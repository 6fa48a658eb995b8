-- Version 1: one entry per study.
CREATE TABLE IF NOT EXISTS revcor_schema (
  version INTEGER PRIMARY KEY
);
CREATE TABLE IF NOT EXISTS study_record (
  persistence_id VARCHAR(255) PRIMARY KEY,
  global_offset BIGSERIAL NOT NULL,
  revision BIGINT NOT NULL,
  state_payload BYTEA NOT NULL,
  state_serial_id INTEGER NOT NULL,
  state_serial_manifest VARCHAR(255),
  tag VARCHAR(255),
  state_timestamp BIGINT NOT NULL
);
CREATE INDEX IF NOT EXISTS study_record_tag ON study_record (tag, global_offset);
INSERT INTO revcor_schema (version) VALUES (1) ON CONFLICT DO NOTHING;

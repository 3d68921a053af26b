-- The core: the journal (ground truth), what cannot be rebuilt from it (keys, files, drafts,
-- attempts, jobs, imports, meta), and the projections, which can.
-- {json} is TEXT on SQLite and JSONB on PostgreSQL, {blob} is BLOB and BYTEA.

CREATE TABLE journal (
  district TEXT NOT NULL,
  type TEXT NOT NULL,
  record TEXT NOT NULL,
  seq BIGINT NOT NULL,
  position BIGINT NOT NULL,
  bytes {blob} NOT NULL,
  hash {blob} NOT NULL,
  PRIMARY KEY (district, record, seq)
);
CREATE UNIQUE INDEX journal_position ON journal (district, position);

CREATE TABLE record_key (
  district TEXT NOT NULL,
  record TEXT NOT NULL,
  wrapped {blob},
  erased_on TEXT,
  PRIMARY KEY (district, record)
);

CREATE TABLE record (
  district TEXT NOT NULL,
  type TEXT NOT NULL,
  id TEXT NOT NULL,
  version TEXT NOT NULL,
  seq BIGINT NOT NULL,
  no TEXT,
  step TEXT,
  org TEXT,
  org_day TEXT,
  opened_on TEXT NOT NULL,
  closed_on TEXT,
  past BOOLEAN NOT NULL,
  fields {json} NOT NULL,
  PRIMARY KEY (district, id)
);
CREATE INDEX record_type ON record (district, type, id);
CREATE INDEX record_no ON record (district, no, type) WHERE no IS NOT NULL;

CREATE TABLE entry (
  district TEXT NOT NULL,
  type TEXT NOT NULL,
  id TEXT NOT NULL,
  from_on TEXT NOT NULL,
  to_on TEXT,
  in_force BOOLEAN NOT NULL,
  seq BIGINT NOT NULL,
  version TEXT NOT NULL,
  no TEXT,
  step TEXT,
  org TEXT,
  org_day TEXT,
  opened_on TEXT NOT NULL,
  closed_on TEXT,
  fields {json} NOT NULL,
  PRIMARY KEY (district, id, from_on)
);
CREATE INDEX entry_type ON entry (district, type, id);

CREATE TABLE event (
  district TEXT NOT NULL,
  type TEXT NOT NULL,
  record TEXT NOT NULL,
  seq BIGINT NOT NULL,
  action TEXT NOT NULL,
  day TEXT NOT NULL,
  at TEXT NOT NULL,
  person TEXT,
  role TEXT,
  org TEXT,
  past BOOLEAN NOT NULL,
  PRIMARY KEY (district, record, seq)
);

CREATE TABLE term (
  district TEXT NOT NULL,
  type TEXT NOT NULL,
  record TEXT NOT NULL,
  seq BIGINT NOT NULL,
  term TEXT NOT NULL,
  row BIGINT NOT NULL,
  start_on TEXT NOT NULL,
  due_on TEXT,
  ended_on TEXT NOT NULL,
  met BOOLEAN NOT NULL,
  used BIGINT NOT NULL,
  PRIMARY KEY (district, record, term, row, seq)
);

CREATE TABLE counter (
  district TEXT NOT NULL,
  org TEXT NOT NULL,
  series TEXT NOT NULL,
  period TEXT NOT NULL,
  next BIGINT NOT NULL,
  PRIMARY KEY (district, org, series, period)
);

CREATE TABLE due (
  district TEXT NOT NULL,
  record TEXT NOT NULL,
  term TEXT NOT NULL,
  row BIGINT NOT NULL,
  due_on TEXT,
  state TEXT NOT NULL,
  calendar TEXT NOT NULL,
  seal TEXT NOT NULL,
  PRIMARY KEY (district, record, term, row)
);
CREATE INDEX due_day ON due (district, due_on, record);

CREATE TABLE file (
  district TEXT NOT NULL,
  sm3 TEXT NOT NULL,
  size BIGINT NOT NULL,
  name TEXT NOT NULL,
  media TEXT NOT NULL,
  stored_at TEXT NOT NULL,
  seal TEXT NOT NULL,
  PRIMARY KEY (district, sm3)
);

CREATE TABLE draft (
  district TEXT NOT NULL,
  id TEXT NOT NULL,
  record TEXT NOT NULL,
  action TEXT NOT NULL,
  person TEXT NOT NULL,
  at TEXT NOT NULL,
  content TEXT NOT NULL,
  seal TEXT NOT NULL,
  PRIMARY KEY (district, id)
);
CREATE INDEX draft_person ON draft (district, person, at);

CREATE TABLE attempt (
  district TEXT NOT NULL,
  n BIGINT NOT NULL,
  record TEXT NOT NULL,
  action TEXT NOT NULL,
  rules TEXT NOT NULL,
  person TEXT NOT NULL,
  at TEXT NOT NULL,
  seal TEXT NOT NULL,
  PRIMARY KEY (district, n)
);
CREATE INDEX attempt_record ON attempt (district, record);

CREATE TABLE job (
  district TEXT NOT NULL,
  id TEXT NOT NULL,
  kind TEXT NOT NULL,
  payload TEXT NOT NULL,
  state TEXT NOT NULL,
  run_at TEXT NOT NULL,
  lease_until TEXT,
  tries BIGINT NOT NULL,
  PRIMARY KEY (district, id)
);
CREATE INDEX job_ready ON job (district, state, run_at);

CREATE TABLE import_file (
  district TEXT NOT NULL,
  sm3 TEXT NOT NULL,
  path TEXT NOT NULL,
  state TEXT NOT NULL,
  records BIGINT NOT NULL,
  at TEXT NOT NULL,
  seal TEXT NOT NULL,
  PRIMARY KEY (district, sm3)
);

CREATE TABLE meta (
  district TEXT NOT NULL,
  key TEXT NOT NULL,
  value TEXT NOT NULL,
  seal TEXT NOT NULL,
  PRIMARY KEY (district, key)
);

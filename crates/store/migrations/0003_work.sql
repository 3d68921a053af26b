-- Work lists, notices and publications. `work` and `due` are made anew from the journal by the
-- engine; `publication` keeps what was put out; `notice` keeps what was read. None is proved by an
-- event, so their rows carry seals.

-- A row for each role and relation under which actions of a record's present step are open.
CREATE TABLE work (
  district TEXT NOT NULL,
  record TEXT NOT NULL,
  n BIGINT NOT NULL,
  type TEXT NOT NULL,
  role TEXT NOT NULL,
  -- '' anybody of the role; an id: this person or organization; 'below ' and an id: this
  -- organization or one above it; 'party': whoever has proved to stand for the party.
  whose TEXT NOT NULL,
  -- Ids of the actions, each between spaces.
  actions TEXT NOT NULL,
  -- Persons who are shut out, each between spaces.
  barred TEXT,
  until_on TEXT,
  org TEXT,
  step TEXT NOT NULL,
  opened_on TEXT NOT NULL,
  -- The limit that is due first; the instants since which its colours hold.
  term TEXT,
  due_on TEXT,
  late_on TEXT NOT NULL,
  yellow_on TEXT,
  red_on TEXT,
  unit TEXT,
  rest BIGINT NOT NULL,
  state TEXT NOT NULL,
  seal TEXT NOT NULL,
  PRIMARY KEY (district, record, n)
);
CREATE INDEX work_list ON work (district, role, whose, late_on, record);

CREATE TABLE notice (
  district TEXT NOT NULL,
  n BIGINT NOT NULL,
  whose TEXT NOT NULL,
  role TEXT NOT NULL,
  record TEXT NOT NULL,
  action TEXT NOT NULL,
  sentence TEXT NOT NULL,
  at TEXT NOT NULL,
  read_at TEXT,
  read_by TEXT,
  seal TEXT NOT NULL,
  PRIMARY KEY (district, n)
);
CREATE INDEX notice_list ON notice (district, role, whose, n);

CREATE TABLE publication (
  district TEXT NOT NULL,
  record TEXT NOT NULL,
  publication TEXT NOT NULL,
  type TEXT NOT NULL,
  role TEXT,
  made_on TEXT NOT NULL,
  due_on TEXT,
  until_on TEXT,
  published_on TEXT,
  off_on TEXT,
  state TEXT NOT NULL,
  seal TEXT NOT NULL,
  PRIMARY KEY (district, record, publication)
);
CREATE INDEX publication_list ON publication (district, state, published_on, record, publication);
CREATE INDEX publication_type ON publication (district, type, state, published_on, record, publication);
CREATE INDEX publication_until ON publication (district, state, until_on);

CREATE INDEX due_state ON due (district, state, due_on);
CREATE INDEX due_calendar ON due (district, calendar);
CREATE INDEX record_opened ON record (district, opened_on, type) WHERE NOT past;
CREATE INDEX record_closed ON record (district, closed_on, type) WHERE closed_on IS NOT NULL AND NOT past;

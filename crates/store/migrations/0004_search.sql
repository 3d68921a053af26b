-- Lists, search and saved views. The index of words is disposable: it is made from the projections
-- and follows the journal; {search} is the table of words of each database.

-- One index for lists: what it holds beyond their order filters without reading the records.
CREATE INDEX record_list ON record (district, type, opened_on, id, org, step);
CREATE INDEX event_person ON event (district, person, type, record) WHERE person IS NOT NULL AND NOT past;

-- A number for each record in the index of words, in the order in which they came in.
CREATE TABLE search_record (
  district TEXT NOT NULL,
  n BIGINT NOT NULL,
  record TEXT NOT NULL,
  PRIMARY KEY (district, n)
);
CREATE UNIQUE INDEX search_record_id ON search_record (district, record);

-- The position of the journal that the index has reached.
CREATE TABLE search_state (
  district TEXT NOT NULL,
  position BIGINT NOT NULL,
  PRIMARY KEY (district, position)
);

{search}

-- Views of lists that somebody keeps, for themselves or for their organization.
CREATE TABLE list_view (
  district TEXT NOT NULL,
  id TEXT NOT NULL,
  owner TEXT NOT NULL,
  type TEXT NOT NULL,
  name TEXT NOT NULL,
  query TEXT NOT NULL,
  at TEXT NOT NULL,
  seal TEXT NOT NULL,
  PRIMARY KEY (district, id)
);
CREATE INDEX list_view_owner ON list_view (district, owner, type, name);

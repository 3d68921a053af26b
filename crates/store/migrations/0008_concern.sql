-- Whom records concern beside their owner: a row for each person or organization under each role for
-- which a field names them, for whoever acted, and for whoever is shut out. Made anew from the journal by
-- the engine; its rows carry seals. {tight}: the rows lie in their key, where a database can.
DROP TABLE party;
CREATE TABLE concern (
  district TEXT NOT NULL,
  record TEXT NOT NULL,
  -- A role; '*acted'; '*recused'.
  role TEXT NOT NULL,
  whose TEXT NOT NULL,
  type TEXT NOT NULL,
  opened_on TEXT NOT NULL,
  seal TEXT NOT NULL,
  PRIMARY KEY (district, record, role, whose)
) {tight};
CREATE INDEX concern_list ON concern (district, role, whose, type, opened_on, record);

-- What somebody did is found by `concern`; records of an organization by an index of their own, which
-- counts a type as well as the one it replaces.
DROP INDEX event_person;
DROP INDEX record_type;
CREATE INDEX record_org ON record (district, type, org, opened_on, id);

-- Filters of a work list are answered by its index alone.
DROP INDEX work_list;
CREATE INDEX work_list ON work (district, role, whose, late_on, record, type, state, until_on, barred, org, yellow_on, red_on);

-- The number of a hit leads to its record at once.
CREATE TABLE search_number (
  district TEXT NOT NULL,
  n BIGINT NOT NULL,
  record TEXT NOT NULL,
  PRIMARY KEY (district, n)
) {tight};
INSERT INTO search_number (district, n, record) SELECT district, n, record FROM search_record;
DROP TABLE search_record;
ALTER TABLE search_number RENAME TO search_record;
CREATE UNIQUE INDEX search_record_id ON search_record (district, record);

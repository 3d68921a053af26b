-- Who gave which file, and under which name: a person puts into records only what they gave themselves,
-- and the name they gave is theirs. It may tell of a person, so it lies encrypted under the master key.
CREATE TABLE upload (
  district TEXT NOT NULL,
  person TEXT NOT NULL,
  sm3 TEXT NOT NULL,
  name TEXT NOT NULL,
  at TEXT NOT NULL,
  PRIMARY KEY (district, person, sm3)
) {tight};

-- What somebody has chosen for a page of their own, such as the figures a leader follows.
CREATE TABLE choice (
  district TEXT NOT NULL,
  person TEXT NOT NULL,
  name TEXT NOT NULL,
  value TEXT NOT NULL,
  seal TEXT NOT NULL,
  PRIMARY KEY (district, person, name)
);

-- Whose matters records are: a row for each person or organization that a record concerns as an
-- applicant. Made anew from the journal by the engine; its rows carry seals.
CREATE TABLE party (
  district TEXT NOT NULL,
  record TEXT NOT NULL,
  whose TEXT NOT NULL,
  opened_on TEXT NOT NULL,
  seal TEXT NOT NULL,
  PRIMARY KEY (district, record, whose)
);
CREATE INDEX party_list ON party (district, whose, opened_on, record);

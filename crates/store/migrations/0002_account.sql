-- Who signs in: accounts, sessions, codes sent by message, and the audit of sign-ins, refusals,
-- reading and administration. None of it is journaled (docs/decisions/accounts.md).

CREATE TABLE account (
  district TEXT NOT NULL,
  id TEXT NOT NULL,
  login TEXT NOT NULL,
  person TEXT NOT NULL,
  kind TEXT NOT NULL,
  password TEXT,
  totp TEXT,
  totp_step BIGINT NOT NULL,
  must_change BIGINT NOT NULL,
  state TEXT NOT NULL,
  failures BIGINT NOT NULL,
  failed_at TEXT,
  locked_until TEXT,
  phone TEXT,
  opened_at TEXT NOT NULL,
  closed_at TEXT,
  seal TEXT NOT NULL,
  PRIMARY KEY (district, id)
);
CREATE UNIQUE INDEX account_login ON account (district, login);
CREATE UNIQUE INDEX account_phone ON account (district, phone) WHERE phone IS NOT NULL;
CREATE INDEX account_person ON account (district, person);

CREATE TABLE session (
  district TEXT NOT NULL,
  id TEXT NOT NULL,
  account TEXT NOT NULL,
  stage TEXT NOT NULL,
  seat TEXT NOT NULL,
  csrf TEXT NOT NULL,
  opened_at TEXT NOT NULL,
  seen_at TEXT NOT NULL,
  ends_at TEXT NOT NULL,
  party_of TEXT,
  seal TEXT NOT NULL,
  PRIMARY KEY (district, id)
);
CREATE INDEX session_account ON session (district, account);
CREATE INDEX session_end ON session (district, ends_at);

CREATE TABLE sign_code (
  district TEXT NOT NULL,
  phone TEXT NOT NULL,
  sent_at TEXT NOT NULL,
  code TEXT NOT NULL,
  ends_at TEXT NOT NULL,
  tries BIGINT NOT NULL,
  seal TEXT NOT NULL,
  PRIMARY KEY (district, phone, sent_at)
);

CREATE TABLE audit (
  district TEXT NOT NULL,
  n BIGINT NOT NULL,
  at TEXT NOT NULL,
  person TEXT NOT NULL,
  role TEXT NOT NULL,
  org TEXT NOT NULL,
  address TEXT NOT NULL,
  what TEXT NOT NULL,
  object TEXT NOT NULL,
  result TEXT NOT NULL,
  seal TEXT NOT NULL,
  PRIMARY KEY (district, n)
);
CREATE INDEX audit_at ON audit (district, at);

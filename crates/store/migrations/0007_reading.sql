-- Who read what is held about somebody is asked by record.

CREATE INDEX audit_object ON audit (district, object, n);

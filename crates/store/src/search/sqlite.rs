//! The statements on the table of words in the dialect of SQLite. Those of PostgreSQL are run beside a
//! server in the tests, until its driver takes them over.

/// Goes through the hits from the last to the first; the names of the records are looked up after. The
/// order of the tables is that of the loops: the other way round every record would be gone through.
pub(super) const FIND: &str = "WITH hit AS (SELECT rowid AS n FROM search_text WHERE search_text MATCH $2 \
                               AND rowid < $3 ORDER BY rowid DESC LIMIT $4) \
                               SELECT hit.n, s.record FROM hit CROSS JOIN search_record s \
                               WHERE s.district = $1 AND s.n = hit.n ORDER BY hit.n DESC";
/// Puts the words of a number.
pub(super) const PUT: &str = "INSERT INTO search_text (rowid, words) SELECT $1, $2";
/// Takes a number away.
pub(super) const FORGET: &str = "DELETE FROM search_text WHERE rowid = $1";
/// Takes everything away.
pub(super) const CLEAR: &str = "INSERT INTO search_text (search_text) SELECT 'delete-all'";

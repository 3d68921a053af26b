//! Table `job`: work that is done after the transaction, once, by whichever process takes it.

use crate::driver::{Db, Val};
use crate::error::Result;

/// A job.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Job {
    /// Its id.
    pub id: String,
    /// What is to be done.
    pub kind: String,
    /// With what, as the kind writes it; ids only, nothing personal.
    pub payload: String,
    /// How often it was taken.
    pub tries: i64,
}

/// Adds a job; one of the same id stays as it is.
pub fn job_insert(db: &Db, district: &str, job: &Job, run_at: &str) -> Result<()> {
    let sql = "INSERT INTO job (district, id, kind, payload, state, run_at, lease_until, tries) \
               VALUES ($1, $2, $3, $4, 'ready', $5, NULL, 0) ON CONFLICT (district, id) DO NOTHING";
    let values = [Val::T(district), Val::T(&job.id), Val::T(&job.kind), Val::T(&job.payload), Val::T(run_at)];
    db.execute(sql, &values).map(drop)
}

/// Takes the job that is due first, until the lease ends.
pub fn job_claim(db: &Db, district: &str, now: &str, lease_until: &str) -> Result<Option<Job>> {
    let sql = "UPDATE job SET state = 'run', lease_until = $3, tries = tries + 1 \
               WHERE district = $1 AND (state = 'ready' OR lease_until < $2) AND id IN \
               (SELECT id FROM job WHERE district = $1 AND run_at <= $2 \
               AND (state = 'ready' OR (state = 'run' AND lease_until < $2)) \
               ORDER BY run_at, id LIMIT 1) RETURNING id, kind, payload, tries";
    let values = [Val::T(district), Val::T(now), Val::T(lease_until)];
    db.first(sql, &values, |row| {
        Ok(Job {
            id: row.text(0)?.to_owned(),
            kind: row.text(1)?.to_owned(),
            payload: row.text(2)?.to_owned(),
            tries: row.int(3)?,
        })
    })
}

/// Marks a job as done.
pub fn job_finish(db: &Db, district: &str, id: &str) -> Result<()> {
    let sql = "UPDATE job SET state = 'done', lease_until = NULL WHERE district = $1 AND id = $2";
    db.execute(sql, &[Val::T(district), Val::T(id)]).map(drop)
}

/// Puts a job back, to be tried again later.
pub fn job_retry(db: &Db, district: &str, id: &str, run_at: &str) -> Result<()> {
    let sql = "UPDATE job SET state = 'ready', lease_until = NULL, run_at = $3 \
               WHERE district = $1 AND id = $2";
    db.execute(sql, &[Val::T(district), Val::T(id), Val::T(run_at)]).map(drop)
}

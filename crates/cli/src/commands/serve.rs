//! `fadu serve`: the portal and the workbench.

use std::process::ExitCode;

use fadu_app::{District, Failure};
use fadu_web::Settings;

use crate::args::{Listen, Serve};

pub fn run(args: &Serve) -> Result<ExitCode, Failure> {
    serve(super::district(&args.data)?, &args.listen)
}

/// Serves a district until told to stop.
pub fn serve(district: District, listen: &Listen) -> Result<ExitCode, Failure> {
    let settings = Settings { https: listen.https, ..Settings::on(listen.listen) };
    fadu_web::serve(district, settings, |address| {
        say!("网页: http://{address}/ (公众门户)  http://{address}/work (工作台)");
        say!("按 Ctrl+C 停止");
    })?;
    Ok(ExitCode::SUCCESS)
}

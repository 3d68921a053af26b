//! `fadu serve`: the portal and the workbench.

use std::process::ExitCode;

use fadu_app::{District, Failure};
use fadu_web::Settings;

use crate::args::{Listen, Serve};

pub fn run(args: &Serve) -> Result<ExitCode, Failure> {
    let mut district = super::district(&args.data)?;
    if let Some(day) = &args.today {
        district.move_on(day)?;
    }
    district.read_outline(&args.data.data)?;
    if args.trial {
        super::demo::trial(&district)?;
    }
    serve(district, &args.listen)
}

/// The command line over the environment over the file.
fn settings(listen: &Listen) -> Result<Settings, Failure> {
    let mut settings = Settings::default();
    if let Some(path) = &listen.config {
        let text = std::fs::read_to_string(path).map_err(|error| Failure::file(path, error))?;
        settings.read_file(&path.display().to_string(), &text)?;
    }
    settings.read_variables(std::env::vars_os().filter_map(|(name, value)| {
        Some((name.into_string().ok()?, value.to_string_lossy().into_owned()))
    }))?;
    settings.listen = listen.listen.unwrap_or(settings.listen);
    settings.https |= listen.https;
    if !listen.gateway.is_empty() {
        settings.gateway = listen.gateway.iter().map(std::net::IpAddr::to_canonical).collect();
    }
    Ok(settings)
}

/// Serves a district until told to stop.
pub fn serve(district: District, listen: &Listen) -> Result<ExitCode, Failure> {
    fadu_web::serve(district, settings(listen)?, |address| {
        say!("网页：http://{address}/ (公众门户)  http://{address}/work (工作台)");
        say!("按 Ctrl+C 停止");
    })?;
    Ok(ExitCode::SUCCESS)
}

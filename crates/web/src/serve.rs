//! Running: listening, the sweep of what fell due, and the graceful stop.

use std::net::SocketAddr;
use std::time::Duration;

use fadu_app::{District, Failure};
use tokio::net::TcpListener;

use crate::patience::{Patient, Peer};
use crate::routes::routes;
use crate::settings::Settings;
use crate::site::Site;

/// Between two steps of the index of words, so that also another process gets to write.
const BREATH: Duration = Duration::from_millis(10);
/// How often it is written who read personal data and which sessions were used.
const NOTES: Duration = Duration::from_secs(1);
/// How often what fell due is looked after.
const SWEEP: Duration = Duration::from_secs(60);

/// Serves until the process is told to stop (interrupt or terminate); requests under way are
/// finished. `ready` is told the address once it listens.
pub fn serve(district: District, settings: Settings, ready: impl FnOnce(SocketAddr)) -> Result<(), Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let runtime = runtime.map_err(|error| Failure::setup(format!("服务没有启动（{error}）")))?;
    crate::watch::begin(settings.log);
    let (listen, patience) = (settings.listen, settings.patience);
    district.intake_clear()?;
    let site = Site::new(district, settings);
    runtime.block_on(async move {
        let taken =
            |error| Failure::setup(format!("不能在 {listen} 上提供服务（{error}）；请换一个地址或端口"));
        let listener = TcpListener::bind(listen).await.map_err(taken)?;
        ready(listener.local_addr().unwrap_or(listen));
        let sweeping = tokio::spawn(sweep(site.clone()));
        let noting = tokio::spawn(note(site.clone()));
        let service = routes(site.clone()).into_make_service_with_connect_info::<Peer>();
        let served =
            axum::serve(Patient { listener, patience }, service).with_graceful_shutdown(stop()).await;
        sweeping.abort();
        noting.abort();
        let noted = site.run(|district| district.write_notes()).await;
        if let Err(trouble) = noted {
            tracing::error!(?trouble, "notes");
        }
        served.map_err(|error| Failure::setup(format!("服务中断（{error}）")))
    })
}

/// Acts by law and publications that fell due, now and every minute.
async fn sweep(site: Site) {
    loop {
        match site.run(|district| district.sweep()).await {
            Ok(swept) if swept.failed > 0 => {
                tracing::error!(records = swept.failed, causes = ?swept.causes, "sweep");
            }
            Ok(_) => {}
            Err(trouble) => tracing::error!(?trouble, "sweep"),
        }
        // The index of words follows what came in, a little at a time so that others may write between.
        while let Ok(false) = site.run(|district| district.search_catch_up(1)).await {
            tokio::time::sleep(BREATH).await;
        }
        tokio::time::sleep(SWEEP).await;
    }
}

/// Writes what pages noted, a second's notes together, and has the index of words follow what came in: a page
/// itself only reads, so that none waits for a long write. The numbers are gathered as well.
async fn note(site: Site) {
    loop {
        tokio::time::sleep(NOTES).await;
        crate::watch::upkeep();
        if let Err(trouble) = site.run(|district| district.write_notes()).await {
            tracing::error!(?trouble, "notes");
        }
        if let Err(trouble) = site.run(|district| district.search_catch_up(1)).await {
            tracing::error!(?trouble, "index");
        }
    }
}

async fn stop() {
    let interrupted = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let Ok(mut terminated) = signal(SignalKind::terminate()) else { return };
        tokio::select! {
            _ = interrupted => {}
            _ = terminated.recv() => {}
        }
    }
    #[cfg(not(unix))]
    let _ = interrupted.await;
}

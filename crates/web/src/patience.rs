//! How long a connection may keep the server waiting. A client that sends its request or takes its
//! answer drop by drop, or is no longer there, holds no connection for ever.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::extract::connect_info::Connected;
use axum::serve::{IncomingStream, Listener};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::{Instant, Sleep, sleep};

/// A listener whose connections end unless an answer goes out within a time.
pub struct Patient {
    pub listener: TcpListener,
    pub patience: Duration,
}

/// Where a request comes from.
#[derive(Clone, Copy, Debug)]
pub struct Peer(pub SocketAddr);

impl Connected<IncomingStream<'_, Patient>> for Peer {
    fn connect_info(stream: IncomingStream<'_, Patient>) -> Self {
        Self(*stream.remote_addr())
    }
}

impl Listener for Patient {
    type Io = Waited;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Waited, SocketAddr) {
        let (stream, address) = Listener::accept(&mut self.listener).await;
        // An answer is small: it is not held back to be sent with more.
        let _ = stream.set_nodelay(true);
        (Waited { stream, patience: self.patience, ends: Box::pin(sleep(self.patience)) }, address)
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }
}

/// A connection with the time at which it ends, put off by every byte of an answer taken.
pub struct Waited {
    stream: TcpStream,
    patience: Duration,
    ends: Pin<Box<Sleep>>,
}

impl Waited {
    /// Pending, or that the time has passed.
    fn waiting<T>(&mut self, context: &mut Context<'_>) -> Poll<io::Result<T>> {
        match self.ends.as_mut().poll(context) {
            Poll::Ready(()) => Poll::Ready(Err(io::ErrorKind::TimedOut.into())),
            Poll::Pending => Poll::Pending,
        }
    }

    fn put_off(&mut self) {
        let ends = Instant::now() + self.patience;
        self.ends.as_mut().reset(ends);
    }
}

impl AsyncRead for Waited {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        into: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        // Asked first: who sends drop by drop always has something to read.
        if let Poll::Ready(error) = self.waiting(context) {
            return Poll::Ready(error);
        }
        Pin::new(&mut self.stream).poll_read(context, into)
    }
}

impl AsyncWrite for Waited {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        match Pin::new(&mut self.stream).poll_write(context, bytes) {
            Poll::Ready(written) => {
                self.put_off();
                Poll::Ready(written)
            }
            Poll::Pending => self.waiting(context),
        }
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

//! The load generator: one thread, non-blocking sockets, requests made beforehand. Every connection waits for its answer before it
//! sends again, as HTTP without pipelining does.

use std::collections::VecDeque;
use std::io::{ErrorKind, Read, Write};
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use anyhow::{bail, ensure};
use mio::net::TcpStream;
use mio::{Events, Interest, Poll, Token};

/// What came of a load.
pub struct Outcome {
    pub answered: usize,
    pub took: Duration,
    /// Seconds from when each request was due to its answer.
    pub latencies: Vec<f64>,
}

impl Outcome {
    pub fn per_second(&self) -> f64 {
        self.answered as f64 / self.took.as_secs_f64()
    }
}

struct Connection {
    stream: TcpStream,
    /// The request under way, and how much of it is written.
    request: Option<(usize, usize)>,
    due: Instant,
    answer: Vec<u8>,
}

struct Generator<'a> {
    poll: Poll,
    connections: Vec<Connection>,
    requests: &'a [Vec<u8>],
    latencies: Vec<f64>,
    idle: VecDeque<usize>,
}

/// Every connection sends as soon as it has its answer, for `time` or until `most` requests are under way; they repeat from the
/// beginning when there are fewer.
pub fn closed(addr: SocketAddr, requests: &[Vec<u8>], most: usize, connections: usize, time: Duration) -> anyhow::Result<Outcome> {
    let mut generator = Generator::connect(addr, requests, connections)?;
    let mut events = Events::with_capacity(1024);
    let began = Instant::now();
    let mut next = 0;
    // Once over: the time it took and the answers until then. What is still under way is waited for, but not counted.
    let mut over = None;
    loop {
        while over.is_none()
            && next < most
            && let Some(connection) = generator.idle.pop_front()
        {
            generator.start(connection, next % requests.len(), Instant::now())?;
            next += 1;
        }
        if over.is_none() && (began.elapsed() >= time || next == most) {
            over = Some((began.elapsed(), generator.latencies.len()));
        }
        if let Some((took, answered)) = over
            && generator.idle.len() == connections
        {
            generator.latencies.truncate(answered);
            return Ok(Outcome { answered, took, latencies: generator.latencies });
        }
        generator.poll.poll(&mut events, Some(Duration::from_secs(20)))?;
        ensure!(!events.is_empty(), "the server did not answer for 20 seconds");
        for event in &events {
            generator.go_on(event.token().0)?;
        }
    }
}

/// All of them, once.
pub fn all(addr: SocketAddr, requests: &[Vec<u8>], connections: usize) -> anyhow::Result<()> {
    closed(addr, requests, requests.len(), connections, Duration::MAX).map(|_| ())
}

/// Requests are due at a fixed rate, whether earlier ones are answered or not; a late answer makes no later request late.
pub fn open(addr: SocketAddr, requests: &[Vec<u8>], connections: usize, per_second: f64) -> anyhow::Result<Outcome> {
    let mut generator = Generator::connect(addr, requests, connections)?;
    let mut events = Events::with_capacity(1024);
    let began = Instant::now();
    let due = |n: usize| began + Duration::from_secs_f64(n as f64 / per_second);
    let mut next = 0;
    while generator.latencies.len() < requests.len() {
        while next < requests.len()
            && due(next) <= Instant::now()
            && let Some(connection) = generator.idle.pop_front()
        {
            generator.start(connection, next, due(next))?;
            next += 1;
        }
        // Waiting in the kernel is too coarse for requests that are due every few microseconds.
        generator.poll.poll(&mut events, Some(Duration::ZERO))?;
        for event in &events {
            generator.go_on(event.token().0)?;
        }
        ensure!(began.elapsed() < due(requests.len()) - began + Duration::from_secs(30), "the server does not keep up with half its load");
    }
    Ok(Outcome { answered: generator.latencies.len(), took: began.elapsed(), latencies: generator.latencies })
}

impl<'a> Generator<'a> {
    fn connect(addr: SocketAddr, requests: &'a [Vec<u8>], connections: usize) -> anyhow::Result<Self> {
        let poll = Poll::new()?;
        let mut all = Vec::with_capacity(connections);
        for number in 0..connections {
            let stream = std::net::TcpStream::connect(addr)?;
            stream.set_nodelay(true)?;
            stream.set_nonblocking(true)?;
            let mut stream = TcpStream::from_std(stream);
            poll.registry().register(&mut stream, Token(number), Interest::READABLE | Interest::WRITABLE)?;
            all.push(Connection { stream, request: None, due: Instant::now(), answer: Vec::with_capacity(512) });
        }
        Ok(Self { poll, connections: all, requests, latencies: Vec::with_capacity(requests.len()), idle: (0..connections).collect() })
    }

    fn start(&mut self, number: usize, request: usize, due: Instant) -> anyhow::Result<()> {
        let connection = &mut self.connections[number];
        connection.request = Some((request, 0));
        connection.due = due;
        self.write(number)
    }

    fn write(&mut self, number: usize) -> anyhow::Result<()> {
        let connection = &mut self.connections[number];
        let Some((request, written)) = &mut connection.request else { return Ok(()) };
        let bytes = &self.requests[*request];
        while *written < bytes.len() {
            match connection.stream.write(&bytes[*written..]) {
                Ok(count) => *written += count,
                Err(error) if error.kind() == ErrorKind::WouldBlock => break,
                Err(error) => return Err(error.into()),
            }
        }
        Ok(())
    }

    fn go_on(&mut self, number: usize) -> anyhow::Result<()> {
        self.write(number)?;
        let connection = &mut self.connections[number];
        if connection.request.is_none() {
            return Ok(());
        }
        let mut buffer = [0; 2048];
        loop {
            match connection.stream.read(&mut buffer) {
                Ok(0) => bail!("the server closed a connection"),
                Ok(count) => connection.answer.extend_from_slice(&buffer[..count]),
                Err(error) if error.kind() == ErrorKind::WouldBlock => break,
                Err(error) => return Err(error.into()),
            }
            // A short read means that there is no more for now; asking again would only cost a call.
            if complete(&connection.answer)? {
                self.latencies.push(connection.due.elapsed().as_secs_f64());
                connection.answer.clear();
                connection.request = None;
                self.idle.push_back(number);
                break;
            }
        }
        Ok(())
    }
}

/// Whether a whole answer is there; an error when it is not a 200.
fn complete(answer: &[u8]) -> anyhow::Result<bool> {
    let Some(end) = answer.windows(4).position(|four| four == b"\r\n\r\n") else { return Ok(false) };
    let head = std::str::from_utf8(&answer[..end])?;
    ensure!(head.starts_with("HTTP/1.1 200"), "the server answered: {}", head.lines().next().unwrap_or_default());
    let length = head
        .lines()
        .filter_map(|line| line.split_once(':'))
        .find(|(name, _)| name.eq_ignore_ascii_case("content-length"))
        .and_then(|(_, value)| value.trim().parse::<usize>().ok())
        .unwrap_or(0);
    Ok(answer.len() >= end + 4 + length)
}

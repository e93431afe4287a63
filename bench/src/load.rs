//! The load generator: one thread, non-blocking sockets, requests made beforehand. Every connection waits for its answer before it
//! sends again, as HTTP without pipelining does.

use std::collections::VecDeque;
use std::io::{ErrorKind, Read, Write};
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use anyhow::{bail, ensure};
use mio::net::TcpStream;
use mio::{Events, Interest, Poll, Token};

use crate::quiet::Stolen;

/// Requests that were due in one window.
pub struct Due {
    /// Seconds from when each was due to its answer.
    pub latencies: Vec<f64>,
    /// No tick of a core was taken, neither in this window nor in the one before, whose backlog would be this one's.
    pub quiet: bool,
}

struct Connection {
    stream: TcpStream,
    /// The request under way, and how much of it is written.
    request: Option<(usize, usize)>,
    /// Which request it is, and when it was due.
    number: usize,
    due: Instant,
    answer: Vec<u8>,
}

struct Generator<'a> {
    poll: Poll,
    connections: Vec<Connection>,
    requests: &'a [Vec<u8>],
    /// Of answered requests: their numbers, and seconds from when they were due.
    answered: Vec<(usize, f64)>,
    idle: VecDeque<usize>,
}

/// Every connection sends as soon as it has its answer, for `time` or until `most` requests are under way; they repeat from the
/// beginning when there are fewer. Answers per second.
pub fn closed(addr: SocketAddr, requests: &[Vec<u8>], most: usize, connections: usize, time: Duration) -> anyhow::Result<f64> {
    let mut generator = Generator::connect(addr, requests, connections)?;
    let mut events = Events::with_capacity(1024);
    let began = Instant::now();
    let mut next = 0;
    // Once over: the rate until then. What is still under way is waited for, but not counted.
    let mut over = None;
    let mut heard = began;
    loop {
        while over.is_none()
            && next < most
            && let Some(connection) = generator.idle.pop_front()
        {
            generator.start(connection, next, Instant::now())?;
            next += 1;
        }
        if over.is_none() && (began.elapsed() >= time || next == most) {
            over = Some(generator.answered.len() as f64 / began.elapsed().as_secs_f64());
        }
        if let Some(per_second) = over
            && generator.idle.len() == connections
        {
            return Ok(per_second);
        }
        // Without waiting in the kernel: waking a sleeping core costs the one that wakes it, the server's, more than an answer does, and
        // only a server that is slower than this generator would pay for it.
        generator.poll.poll(&mut events, Some(Duration::ZERO))?;
        for event in &events {
            generator.go_on(event.token().0)?;
        }
        if !events.is_empty() {
            heard = Instant::now();
        }
        ensure!(heard.elapsed() < Duration::from_secs(20), "the server did not answer for 20 seconds");
    }
}

/// All of them, once.
pub fn all(addr: SocketAddr, requests: &[Vec<u8>], connections: usize) -> anyhow::Result<()> {
    closed(addr, requests, requests.len(), connections, Duration::MAX).map(|_| ())
}

/// Requests are due at a fixed rate, whether earlier ones are answered or not; a late answer makes no later request late. The first
/// window warms up and is left out.
pub fn open(addr: SocketAddr, requests: &[Vec<u8>], connections: usize, per_second: f64, window: Duration) -> anyhow::Result<Vec<Due>> {
    let mut generator = Generator::connect(addr, requests, connections)?;
    let mut events = Events::with_capacity(1024);
    let mut stolen = vec![Stolen::now()];
    let began = Instant::now();
    let due = |n: usize| began + Duration::from_secs_f64(n as f64 / per_second);
    let mut next = 0;
    while generator.answered.len() < requests.len() {
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
        if began.elapsed() >= window * u32::try_from(stolen.len())? {
            stolen.push(Stolen::now());
        }
        ensure!(began.elapsed() < due(requests.len()) - began + Duration::from_secs(30), "the server does not keep up with half its load");
    }
    stolen.push(Stolen::now());
    let lost: Vec<u64> = stolen.windows(2).map(|two| two[1].since(&two[0])).collect();
    let mut windows: Vec<Due> = (1..lost.len()).map(|n| Due { latencies: Vec::new(), quiet: lost[n - 1] + lost[n] == 0 }).collect();
    for (request, latency) in generator.answered {
        let window = (request as f64 / per_second / window.as_secs_f64()) as usize;
        if let Some(window) = window.checked_sub(1).and_then(|n| windows.get_mut(n)) {
            window.latencies.push(latency);
        }
    }
    windows.retain(|window| !window.latencies.is_empty());
    Ok(windows)
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
            all.push(Connection { stream, request: None, number: 0, due: Instant::now(), answer: Vec::with_capacity(512) });
        }
        Ok(Self { poll, connections: all, requests, answered: Vec::with_capacity(requests.len()), idle: (0..connections).collect() })
    }

    fn start(&mut self, number: usize, request: usize, due: Instant) -> anyhow::Result<()> {
        let connection = &mut self.connections[number];
        connection.request = Some((request % self.requests.len(), 0));
        connection.number = request;
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
                self.answered.push((connection.number, connection.due.elapsed().as_secs_f64()));
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

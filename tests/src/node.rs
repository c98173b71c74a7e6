//! A node of its own for a test, with a clock that the test moves. Started and stopped by `scripts/node.sh`.

use std::fs;
use std::io::{self, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::atomic::{AtomicBool, AtomicU16, Ordering};
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use crate::clock::ms;
use crate::world::repository;

/// A running node on loopback with a data folder of its own, which goes with it.
pub struct LocalNode {
    folder: PathBuf,
    port: u16,
    /// Where it answers.
    pub url: String,
}

// Queries

/// Whether there is a node to test on; says so where nobody can miss it when there is none.
pub fn is_available(test: &str) -> bool {
    let found = Command::new("sh").arg(script()).arg("path").output().expect("sh runs");
    if found.status.success() {
        return true;
    }
    assert!(std::env::var_os("CONTRACTS_NODE").is_none(), "{}", String::from_utf8_lossy(&found.stderr));
    // Past the capture of the test runner.
    let _ = writeln!(
        io::stderr(),
        "SKIPPED {test}: no substrate-contracts-node (scripts/node.sh path says how to get one)"
    );
    false
}

/// The folder of the programs of this build.
pub fn target() -> PathBuf {
    let test = std::env::current_exe().expect("this program's own path");
    let folder = test.ancestors().find(|folder| folder.join("deps").is_dir());
    folder.unwrap_or(Path::new("target/release")).to_path_buf()
}

// Changes

impl LocalNode {
    /// Starts a node on an empty chain whose clock shows an instant, such as `2025-03-25T09:00:00+09:00`.
    ///
    /// # Panics
    /// With the words of `scripts/node.sh` when it does not start.
    pub fn start(instant: &str) -> Self {
        let port = free_port();
        let folder = std::env::temp_dir().join(format!("chihosai-node-{}-{port}", std::process::id()));
        fs::create_dir_all(&folder).expect("a folder for the node");
        let node = Self { folder, port, url: format!("ws://127.0.0.1:{port}") };
        node.set_clock(instant);
        node.run();
        node
    }

    /// Moves the clock forward: the next block shows this instant or a little later.
    pub fn set_clock(&self, instant: &str) {
        let wanted_s = i64::try_from(ms(instant) / 1_000).expect("a date of our time");
        let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("a clock after 1970");
        let offset_s = wanted_s - i64::try_from(now.as_secs()).expect("a date of our time");
        let (file, new) = (self.clock_file(), self.folder.join("clock.new"));
        fs::write(&new, offset_s.to_string()).and_then(|()| fs::rename(&new, &file)).expect("the clock's file");
    }

    /// Stops the node and starts it again on the same data.
    pub fn restart(&self) {
        self.stop();
        self.run();
    }

    /// An address at which the same chain does not call itself a development chain: between there and the node, the word
    /// is another one of the same length.
    pub fn disguised_as_live(&self) -> String {
        self.disguised(b"system_chain", b"\"Development\"", b"\"Town Chain \"")
    }

    /// An address at which the chain's runtime seems to change as soon as somebody prepares a transaction.
    pub fn disguised_as_upgraded(&self) -> String {
        self.disguised(b"system_accountNextIndex", b"\"specVersion\":1", b"\"specVersion\":9")
    }

    /// An address at which the node's answers have `other` in the place of `word`, from the first request on that has
    /// `trigger` in it.
    fn disguised(&self, trigger: &'static [u8], word: &'static [u8], other: &'static [u8]) -> String {
        assert_eq!(word.len(), other.len(), "the length of a message is written before it");
        let proxy = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let port = proxy.local_addr().expect("its own address").port();
        let node = self.port;
        std::thread::spawn(move || {
            for client in proxy.incoming().flatten() {
                let Ok(server) = TcpStream::connect(("127.0.0.1", node)) else { continue };
                let (Ok(from_client), Ok(to_server)) = (client.try_clone(), server.try_clone()) else { continue };
                let armed = Arc::new(AtomicBool::new(false));
                let seen = Arc::clone(&armed);
                std::thread::spawn(move || {
                    pass_on(from_client, to_server, |part| {
                        if find(&unmasked(part), trigger).is_some() {
                            seen.store(true, Ordering::SeqCst);
                        }
                    });
                });
                std::thread::spawn(move || {
                    pass_on(server, client, |part| {
                        if let Some(place) = find(part, word).filter(|_| armed.load(Ordering::SeqCst)) {
                            part[place..place + word.len()].copy_from_slice(other);
                        }
                    });
                });
            }
        });
        format!("ws://127.0.0.1:{port}")
    }

    fn run(&self) {
        let shim = target().join("libchihosai_clock.so");
        assert!(shim.is_file(), "no {}: run scripts/build.sh", shim.display());
        let mut command = Command::new("sh");
        command.arg(script()).arg("start").arg("--data").arg(self.data()).arg("--port").arg(self.port.to_string());
        command.env("LD_PRELOAD", shim).env("CLOCK_OFFSET_FILE", self.clock_file());
        succeeded(command.output().expect("sh runs"));
    }

    fn stop(&self) {
        let mut command = Command::new("sh");
        command.arg(script()).arg("stop").arg("--data").arg(self.data());
        succeeded(command.output().expect("sh runs"));
    }

    fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    fn clock_file(&self) -> PathBuf {
        self.folder.join("clock")
    }
}

impl Drop for LocalNode {
    fn drop(&mut self) {
        self.stop();
        let _ = fs::remove_dir_all(&self.folder);
    }
}

// Helpers

/// A port that nobody has, and that the system gives to nobody on its own: a node takes seconds to open the port it was
/// told, and an outgoing connection of another test could take one of the system's in between.
fn free_port() -> u16 {
    static TAKEN: AtomicU16 = AtomicU16::new(0);
    let first = 20_000 + u16::try_from(std::process::id() % 600).expect("below 600") * 20;
    let is_free = |port: &u16| {
        ["127.0.0.1", "::1"].iter().all(|host| match TcpListener::bind((*host, *port)) {
            Ok(_) => true,
            Err(error) => error.kind() != io::ErrorKind::AddrInUse,
        })
    };
    std::iter::repeat_with(|| first + TAKEN.fetch_add(1, Ordering::SeqCst)).take(20).find(is_free).expect("a free port")
}

fn pass_on(mut from: TcpStream, mut to: TcpStream, mut change: impl FnMut(&mut [u8])) {
    let mut buffer = [0; 64 * 1024];
    while let Ok(length @ 1..) = from.read(&mut buffer) {
        let part = &mut buffer[..length];
        change(part);
        if to.write_all(part).is_err() {
            break;
        }
    }
}

fn find(part: &[u8], word: &[u8]) -> Option<usize> {
    part.windows(word.len()).position(|window| window == word)
}

/// The text of a short WebSocket frame from a client, who has to mask it (RFC 6455 §5.3).
fn unmasked(frame: &[u8]) -> Vec<u8> {
    let start = match frame.get(1).map(|length| length & 0x7f) {
        Some(126) => 4,
        Some(127) => 10,
        _ => 2,
    };
    let Some(mask) = frame.get(start..start + 4) else { return Vec::new() };
    frame[start + 4..].iter().zip(mask.iter().cycle()).map(|(byte, mask)| byte ^ mask).collect()
}

fn script() -> PathBuf {
    repository().join("scripts/node.sh")
}

fn succeeded(output: Output) {
    assert!(output.status.success(), "scripts/node.sh: {}", String::from_utf8_lossy(&output.stderr));
}

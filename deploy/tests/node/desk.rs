//! A desk with the program, a node and a folder of records.

use std::fs;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::thread::sleep;
use std::time::Duration;

use chihosai_tests::node::LocalNode;
use serde_json::Value;
use tempfile::TempDir;

use crate::inputs::{self, Files};

/// Who does what on the test's network: //Alice deploys and is admin.
pub const REGISTRAR: &str = "//Bob";
pub const ISSUER: &str = "//Alice//stash";
pub const CONTROLLER: &str = "//Bob//stash";
pub const PAYING_AGENT: &str = "//Dave//stash";
pub const DEPLOYER: &str = "//Alice";
/// Whoever has money can pay.
pub const PAYER: &str = "//Alice";

pub struct Desk {
    pub node: LocalNode,
    folder: TempDir,
}

impl Desk {
    /// A desk with a node whose clock shows the instant.
    pub fn open(instant: &str) -> Self {
        let desk = Self { node: LocalNode::start(instant), folder: tempfile::tempdir().unwrap() };
        let network = format!(
            "name = \"test\"\nendpoint = \"{}\"\n[roles]\ndelay = 0\nregistrar = \"{}\"\nissuer = \"{}\"\npauser = \"{}\"\n\
             controller = \"{}\"\npaying_agent = \"{}\"\ntax_account = \"{}\"\ntreasury = \"{}\"\n",
            desk.node.url,
            inputs::wallet(REGISTRAR),
            inputs::wallet(ISSUER),
            inputs::wallet(REGISTRAR),
            inputs::wallet(CONTROLLER),
            inputs::wallet(PAYING_AGENT),
            inputs::wallet("//Tax"),
            inputs::wallet("//Treasury"),
        );
        fs::write(desk.path("test.toml"), network).unwrap();
        desk
    }

    /// The input files of a series.
    pub fn files(&self, id: &str) -> Files {
        inputs::write(self.folder.path(), id)
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The record of a series.
    pub fn record(&self, id: &str) -> PathBuf {
        self.path("records").join("test").join(format!("{id}.json"))
    }

    /// Deploys a series.
    pub fn deploy(&self, files: &Files) -> Value {
        self.json(DEPLOYER, &self.deploy_arguments(files))
    }

    pub fn deploy_arguments(&self, files: &Files) -> Vec<String> {
        let records = self.path("records");
        ["deploy", text(&files.series), "--chain", "test", "--records", text(&records)].map(String::from).to_vec()
    }

    /// Runs the program with the key of `uri`.
    pub fn run(&self, uri: &str, arguments: &[impl AsRef<str>]) -> Output {
        self.command(uri, arguments).output().unwrap()
    }

    /// What the program answers as JSON; it has to succeed.
    #[track_caller]
    pub fn json(&self, uri: &str, arguments: &[impl AsRef<str>]) -> Value {
        let output = self.run(uri, arguments);
        let shown: Vec<&str> = arguments.iter().map(AsRef::as_ref).collect();
        assert!(output.status.success(), "{shown:?}: {}", String::from_utf8_lossy(&output.stderr));
        serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{shown:?}: {error}"))
    }

    /// What the program says on standard error when it refuses with that exit code.
    #[track_caller]
    pub fn refused(&self, code: i32, uri: &str, arguments: &[impl AsRef<str>]) -> Value {
        let output = self.run(uri, arguments);
        let shown: Vec<&str> = arguments.iter().map(AsRef::as_ref).collect();
        assert_eq!(output.status.code(), Some(code), "{shown:?}: {}", String::from_utf8_lossy(&output.stdout));
        serde_json::from_slice(&output.stderr).unwrap_or_else(|error| panic!("{shown:?}: {error}"))
    }

    /// Starts the program and kills it after a while; whether it was killed before it ended.
    pub fn killed_after(&self, delay: Duration, uri: &str, arguments: &[impl AsRef<str>]) -> bool {
        let mut child: Child =
            self.command(uri, arguments).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        sleep(delay);
        // SIGKILL: the program gets no chance to tidy up.
        let _ = child.kill();
        child.wait().unwrap().signal() == Some(9)
    }

    /// Moves the clock and makes a block that shows it.
    pub fn clock(&self, instant: &str) {
        self.node.set_clock(instant);
        self.json(PAYER, &["seal", "--chain", "test"]);
    }

    fn command(&self, uri: &str, arguments: &[impl AsRef<str>]) -> Command {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        assert!(root.join("target/ink/bond_token").is_dir(), "no built contracts: run scripts/build.sh");
        let mut command = Command::new(env!("CARGO_BIN_EXE_chihosai"));
        command.current_dir(root).env("ACCOUNT_URI", uri).args(arguments.iter().map(AsRef::as_ref));
        if arguments.first().is_some_and(|command| command.as_ref() != "rehearse") {
            command.arg("--networks").arg(self.folder.path());
        }
        command.args(["--format", "json"]).stdin(Stdio::null());
        command
    }
}

/// A path as an argument.
pub fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

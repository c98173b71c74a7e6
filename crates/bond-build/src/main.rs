//! Builds the `.contract` bundles into `target/ink/` with contract-build 3.2.0 and the Rust 1.85 toolchain, skips what
//! is up to date, and prints Wasm size and code hash of each. Run from the repository root: `scripts/build.sh`.
//! `bond-build --reference` writes docs/messages.md from the built bundles, with `--check` it only compares.
//!
//! It is its own `RUSTC_WRAPPER` for the Wasm: source locations and folders are kept out of it, else the code hash would
//! depend on where the repository and cargo's home lie, and differ from build to build. `RUSTC_WRAPPER=target/release/bond-build cargo contract build --release`
//! therefore gives the same hash on any machine.

mod reference;

use anyhow::{bail, Context, Result};
use blake2::digest::consts::U32;
use blake2::{Blake2b, Digest};
use contract_build::{
    BuildArtifacts, BuildMode, ExecuteArgs, Features, ManifestPath, Network, OutputType, Target, UnstableFlags,
    Verbosity,
};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Folders whose content decides what a contract compiles to, besides its own.
const SHARED_SOURCES: [&str; 3] = ["crates/bond-abi", "crates/bond-access", "crates/bond-math"];

/// From 1.87 on the node rejects the Wasm, from 1.92 on contract-build stops (design §2).
const RUST_VERSION: &str = "1.85.0";

/// What, beside compiler and sources, decides the code hash: bump it with a change of either.
const RECIPE: &str = "contract-build 3.2.0, no locations, no folders, stable crate ids";

/// What the contracts compile to.
const WASM_TARGET: &str = "wasm32-unknown-unknown";

fn main() -> Result<()> {
    let wanted: Vec<String> = std::env::args().skip(1).collect();
    if is_compiler_call(&wanted) {
        return run_compiler(&wanted);
    }
    match wanted.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["--reference"] => return reference::run(false),
        ["--reference", "--check"] => return reference::run(true),
        _ => {}
    }
    std::env::set_var("RUSTC_WRAPPER", std::env::current_exe().context("this program's own path")?);
    let rustc = rustc_version()?;
    let contracts = contracts()?;
    for name in &wanted {
        if !contracts.contains(name) {
            bail!("no contract named {name}; there are: {}", contracts.join(", "));
        }
    }
    println!("{:<20} {:>10}  {:<66}  state", "contract", "wasm", "code hash");
    for name in contracts.iter().filter(|name| wanted.is_empty() || wanted.contains(name)) {
        let digest = input_digest(name, &rustc)?;
        let fresh = is_fresh(name, &digest);
        if !fresh {
            build(name)?;
            fs::write(stamp(name), &digest).with_context(|| format!("cannot write {}", stamp(name).display()))?;
        }
        let (size, hash) = describe(name)?;
        println!("{name:<20} {size:>8} B  {hash}  {}", if fresh { "up to date" } else { "built" });
    }
    Ok(())
}

/// Cargo calls a wrapper with the compiler's path and its arguments.
fn is_compiler_call(arguments: &[String]) -> bool {
    let is_rustc = |path: &String| Path::new(path).file_stem().is_some_and(|name| name == "rustc");
    arguments.len() > 1 && arguments.first().is_some_and(is_rustc)
}

fn run_compiler(arguments: &[String]) -> Result<()> {
    let (compiler, arguments) = arguments.split_first().context("a compiler to call")?;
    let mut command = Command::new(compiler);
    match arguments.iter().any(|argument| argument.contains(WASM_TARGET)) {
        true => command.args(without_folders(arguments)),
        false => command.args(arguments),
    };
    let status = command.status().with_context(|| format!("cannot run {compiler}"))?;
    std::process::exit(status.code().unwrap_or(1))
}

/// The compiler's arguments, such that its output does not depend on the folder a package lies in: contract-build
/// compiles in a temporary folder of a new name each time, and cargo in its home.
fn without_folders(arguments: &[String]) -> Vec<String> {
    let variable = |name: &str| std::env::var(name).unwrap_or_default();
    let package = format!("{}-{}", variable("CARGO_PKG_NAME"), variable("CARGO_PKG_VERSION"));
    // Cargo's own value hashes the folder; it only has to differ between crates, and names and versions do.
    let stable = |argument: &String| match argument.starts_with("metadata=") {
        true => format!("metadata={package}"),
        false => argument.clone(),
    };
    let mut arguments: Vec<String> = arguments.iter().map(stable).collect();
    arguments.push("-Zlocation-detail=none".into());
    // What is left of the locations names the package instead of its folder.
    arguments.push(format!("--remap-path-prefix={}={package}", variable("CARGO_MANIFEST_DIR")));
    arguments
}

/// Where contracts lie; those of the second folder are for tests only.
const FOLDERS: [&str; 2] = ["contracts", "contracts/mocks"];

/// Every folder below [`FOLDERS`] with a manifest, in alphabetical order.
fn contracts() -> Result<Vec<String>> {
    let mut names = Vec::new();
    for folder in FOLDERS {
        let entries = fs::read_dir(folder);
        for entry in entries.with_context(|| format!("no folder {folder}/: run this from the repository root"))? {
            let path = entry?.path();
            if path.join("Cargo.toml").is_file() {
                names.extend(path.file_name().and_then(|name| name.to_str()).map(String::from));
            }
        }
    }
    names.sort();
    Ok(names)
}

/// Where a contract's manifest lies.
fn folder(name: &str) -> PathBuf {
    let place = |folder: &&str| Path::new(folder).join(name).join("Cargo.toml").is_file();
    Path::new(FOLDERS.iter().copied().find(place).unwrap_or(FOLDERS[0])).join(name)
}

fn rustc_version() -> Result<String> {
    let output = Command::new("rustc").arg("-Vv").output().context("cannot run rustc")?;
    let version = String::from_utf8(output.stdout)?;
    if !version.starts_with(&format!("rustc {RUST_VERSION} ")) {
        bail!(
            "contracts compile with Rust {RUST_VERSION}, but RUSTUP_TOOLCHAIN gives: {}\nrun scripts/setup.sh, then \
             scripts/build.sh",
            version.lines().next().unwrap_or("nothing")
        );
    }
    Ok(version)
}

fn artifact(name: &str, extension: &str) -> PathBuf {
    let file = name.replace('-', "_");
    PathBuf::from(format!("target/ink/{file}/{file}.{extension}"))
}

fn stamp(name: &str) -> PathBuf {
    artifact(name, "inputs")
}

fn is_fresh(name: &str, digest: &str) -> bool {
    artifact(name, "contract").is_file() && fs::read_to_string(stamp(name)).is_ok_and(|old| old == digest)
}

/// Hash of the compiler's version and of every source file the contract is made of.
fn input_digest(name: &str, rustc: &str) -> Result<String> {
    let mut hasher = Blake2b::<U32>::new();
    hasher.update(rustc);
    hasher.update(RECIPE);
    for folder in SHARED_SOURCES.map(PathBuf::from).into_iter().chain([folder(name)]) {
        for file in ["Cargo.toml", "Cargo.lock"] {
            hash_file(&mut hasher, &folder.join(file))?;
        }
        hash_folder(&mut hasher, &folder.join("src"))?;
    }
    Ok(hex::encode(hasher.finalize()))
}

fn hash_folder(hasher: &mut Blake2b<U32>, folder: &Path) -> Result<()> {
    let mut paths: Vec<PathBuf> = fs::read_dir(folder)
        .with_context(|| format!("cannot read {}", folder.display()))?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<_, _>>()?;
    paths.sort();
    for path in paths {
        if path.is_dir() {
            hash_folder(hasher, &path)?;
        } else {
            hash_file(hasher, &path)?;
        }
    }
    Ok(())
}

fn hash_file(hasher: &mut Blake2b<U32>, path: &Path) -> Result<()> {
    // Shared crates have no lock file of their own; a missing file is a state like any other.
    let content = fs::read(path).unwrap_or_default();
    hasher.update(path.to_string_lossy().as_bytes());
    hasher.update((content.len() as u64).to_le_bytes());
    hasher.update(content);
    Ok(())
}

fn build(name: &str) -> Result<()> {
    eprintln!("building {name} …");
    // While this file lies there and the Wasm stays the same, contract-build makes no new metadata, though a parameter's
    // name or a comment in it may have changed.
    let optimised = PathBuf::from(format!("target/ink/{}.wasm", name.replace('-', "_")));
    if optimised.exists() {
        fs::remove_file(&optimised).with_context(|| format!("cannot remove {}", optimised.display()))?;
    }
    let manifest_path = ManifestPath::new(folder(name).join("Cargo.toml"))?;
    let args = ExecuteArgs {
        manifest_path,
        verbosity: Verbosity::Default,
        build_mode: BuildMode::Release,
        features: Features::default(),
        network: Network::Online,
        build_artifact: BuildArtifacts::All,
        unstable_flags: UnstableFlags::default(),
        optimization_passes: None,
        keep_debug_symbols: false,
        lint: false,
        output_type: OutputType::HumanReadable,
        skip_wasm_validation: false,
        target: Target::Wasm,
    };
    let result = contract_build::execute(args).with_context(|| format!("cannot build {name}"))?;
    let expected = artifact(name, "contract");
    let bundle = result
        .metadata_result
        .map(|metadata| metadata.dest_bundle)
        .unwrap_or_else(|| result.target_directory.join(format!("{}.contract", name.replace('-', "_"))));
    if bundle.canonicalize().ok() != expected.canonicalize().ok() {
        fs::create_dir_all(expected.parent().context("a bundle lies in a folder")?)?;
        fs::copy(&bundle, &expected).with_context(|| format!("cannot copy {}", bundle.display()))?;
    }
    Ok(())
}

/// Wasm size in bytes and code hash, read from the bundle itself.
fn describe(name: &str) -> Result<(usize, String)> {
    let path = artifact(name, "contract");
    let bundle: serde_json::Value = serde_json::from_slice(&fs::read(&path)?)?;
    let text = |field: &str| bundle["source"][field].as_str().map(String::from);
    let wasm = text("wasm").with_context(|| format!("{} holds no Wasm", path.display()))?;
    let hash = text("hash").with_context(|| format!("{} holds no code hash", path.display()))?;
    Ok((wasm.trim_start_matches("0x").len() / 2, hash))
}

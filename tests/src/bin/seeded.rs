//! Puts each fault of `seeded::BUGS` into a copy of the contracts, builds it, and runs the scenarios on it. Writes the
//! result to docs/seeded-bugs.md. Run from the repository root: `scripts/seeded-bugs.sh`.
//!
//! What only measures or compares with a golden file is left out: it would notice any change.

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};

use chihosai_tests::seeded::{Bug, BUGS};
use chihosai_tests::world::{repository, BUNDLES_VARIABLE};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// Scenarios that notice every change, whatever it does.
const SKIPPED: [&str; 5] = ["costs::", "budgets::", "payouts::i27", "abi::", "t21_"];
/// The random lives beside the reference model: how many of the faults they notice alone.
const MACHINE: &str = "machine::";
/// What the copy needs.
const COPIED: [&str; 5] = ["contracts", "crates", ".cargo", "Cargo.toml", "Cargo.lock"];

fn main() -> ExitCode {
    match run() {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<bool> {
    let root = repository();
    let copy = root.join("target/seeded");
    for name in COPIED {
        copy_all(&root.join(name), &copy.join(name))?;
    }
    let bundles = copy.join("target/ink");
    let scenarios = newest_scenarios(root)?;
    let mut rows = Vec::new();
    for bug in &BUGS {
        let name = bug.contract.replace('-', "_");
        for entry in fs::read_dir(root.join("target/ink"))? {
            let path = entry?.path();
            if path.is_dir() && path.join(format!("{}.contract", file_name(&path))).is_file() {
                copy_all(&path, &bundles.join(file_name(&path)))?;
            }
        }
        // A stamp of the right contract would make the build skip the wrong one.
        seed(root, &copy, bug)?;
        let by_machine = failed(&scenarios, &bundles, &[MACHINE])?.is_some();
        let caught = test(&scenarios, &bundles, bug)?;
        copy_all(&root.join("contracts").join(bug.contract), &copy.join("contracts").join(bug.contract))?;
        let result = match (caught.is_some(), by_machine) {
            (true, true) => "caught, also by the machine",
            (true, false) => "caught",
            (false, true) => "caught by the machine",
            (false, false) => "NOT CAUGHT",
        };
        println!("{result:<28} {name:<20} {}", bug.what);
        rows.push((bug, caught, by_machine));
    }
    report(&root.join("docs/seeded-bugs.md"), &rows)?;
    Ok(rows.iter().all(|(_, caught, by_machine)| caught.is_some() || *by_machine))
}

/// Puts the fault in and builds.
fn seed(root: &Path, copy: &Path, bug: &Bug) -> Result<()> {
    let file = copy.join("contracts").join(bug.contract).join("src").join(bug.file);
    let text = fs::read_to_string(&file)?;
    if text.matches(bug.right).count() != 1 {
        return Err(format!("{}: {:?} does not stand there once", file.display(), bug.right).into());
    }
    fs::write(&file, text.replacen(bug.right, bug.wrong, 1))?;
    let built = Command::new(root.join("target/release/bond-build"))
        .arg(bug.contract)
        .current_dir(copy)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()?;
    match built.success() {
        true => Ok(()),
        false => Err(format!("with \"{}\" {} does not build", bug.what, bug.contract).into()),
    }
}

/// The first scenario that notices; `None` when none does.
fn test(scenarios: &Path, bundles: &Path, bug: &Bug) -> Result<Option<String>> {
    if let Some(caught) = failed(scenarios, bundles, bug.hints)? {
        return Ok(Some(caught));
    }
    failed(scenarios, bundles, &[])
}

fn failed(scenarios: &Path, bundles: &Path, filters: &[&str]) -> Result<Option<String>> {
    let mut command = Command::new(scenarios);
    command.args(filters).args(SKIPPED.iter().flat_map(|name| ["--skip", name]));
    let output = command.env(BUNDLES_VARIABLE, bundles).stderr(Stdio::null()).output()?;
    let text = String::from_utf8(output.stdout)?;
    let lines = text.lines().filter_map(|line| line.strip_prefix("test ")?.strip_suffix(" ... FAILED"));
    let mut names: Vec<&str> = lines.collect();
    names.sort_unstable();
    Ok(names.first().map(|name| format!("`{name}`{}", more(names.len() - 1))))
}

fn more(others: usize) -> String {
    match others {
        0 => String::new(),
        others => format!(" and {others} more"),
    }
}

fn report(path: &Path, rows: &[(&Bug, Option<String>, bool)]) -> Result<()> {
    let mut text = String::from(
        "# Seeded bugs\n\n<!-- Written by scripts/seeded-bugs.sh. Do not edit. -->\n\nEach of these faults is put into a copy of the \
         contracts, which is built and run through the scenarios. Golden files\nand budgets do not count: they notice any change.\n\n\
         | fault | contract | by random lives (`machine`) | also by |\n|---|---|---|---|\n",
    );
    for (bug, caught, by_machine) in rows {
        let caught = caught.as_deref().unwrap_or("**nobody**");
        let by_machine = if *by_machine { "yes" } else { "no" };
        text += &format!("| {} | {} | {by_machine} | {caught} |\n", bug.what, bug.contract);
    }
    let caught = rows.iter().filter(|(_, caught, by_machine)| caught.is_some() || *by_machine).count();
    let alone = rows.iter().filter(|(_, _, by_machine)| *by_machine).count();
    text += &format!("\n{caught} of {} are caught, {alone} of them by the random lives alone.\n", rows.len());
    Ok(fs::write(path, text)?)
}

// Helpers

fn newest_scenarios(root: &Path) -> Result<PathBuf> {
    let mut newest = None;
    for entry in fs::read_dir(root.join("target/release/deps"))? {
        let path = entry?.path();
        let is_binary = file_name(&path).starts_with("scenarios-") && path.extension().is_none();
        if is_binary {
            newest = newest.max(Some((fs::metadata(&path)?.modified()?, path)));
        }
    }
    newest.map(|(_, path)| path).ok_or_else(|| "no scenarios are built: run scripts/seeded-bugs.sh".into())
}

fn file_name(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

/// Copies a file or a folder with all that is in it, but for folders that are built.
fn copy_all(from: &Path, to: &Path) -> Result<()> {
    if from.is_dir() {
        fs::create_dir_all(to)?;
        for entry in fs::read_dir(from)? {
            let path = entry?.path();
            if file_name(&path) != "target" {
                copy_all(&path, &to.join(file_name(&path)))?;
            }
        }
        return Ok(());
    }
    fs::copy(from, to)?;
    Ok(())
}
